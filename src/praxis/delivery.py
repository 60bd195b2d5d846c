"""What delivers messages, put together from the settings: the same in the server and on workers."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from praxis.identity.tokens import TokenMaker
from praxis.kit.clock import Clock
from praxis.kit.db.database import Database
from praxis.kit.outbox.dispatcher import Dispatcher
from praxis.kit.outbox.messages import Subscription
from praxis.live.subscriber import TOPICS as LIVE_TOPICS
from praxis.live.subscriber import tell_streams
from praxis.notifications.letters import Writer, sender_address
from praxis.notifications.mail.senders import FolderSender, Sender
from praxis.notifications.mail.smtp import Security, SmtpOptions, SmtpSender
from praxis.notifications.postman import Postman
from praxis.notifications.subscriber import subscriptions as notifications
from praxis.reporting.derived.subscriber import SUBSCRIPTIONS as REPORTING
from praxis.reporting.mailing import enclose_report
from praxis.scheduling.free_time.upkeep import SUBSCRIPTIONS as FREE_TIME
from praxis.settings import Settings


@dataclass(frozen=True, slots=True)
class Drain:
    """Something that empties a queue; `pause` is how long it sleeps unless it is woken.

    After `stop` it ends what it has begun and begins nothing more.
    """

    name: str
    run: Callable[[], Awaitable[int]]
    pause: timedelta
    stop: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Delivery:
    dispatcher: Dispatcher
    postman: Postman
    sender: Sender

    @property
    def drains(self) -> Sequence[Drain]:
        return (
            Drain("outbox", self.dispatcher.drain, timedelta(seconds=1)),
            Drain("mails", self.postman.drain, timedelta(seconds=1), self.postman.stop),
        )


def create_delivery(
    settings: Settings,
    database: Database,
    clock: Clock,
    tokens: TokenMaker,
    sender: Sender | None = None,
) -> Delivery:
    """`sender`: instead of the one that the settings name."""
    notify = settings.notifications
    subscriptions = (
        *notifications(notify.settle),
        *REPORTING,
        *FREE_TIME,
        # Last: what it writes keeps other dispatchers waiting until this one has committed.
        Subscription(LIVE_TOPICS, tell_streams),
    )
    sender = sender or create_sender(settings)
    postman = Postman(
        database,
        clock,
        Writer(settings, tokens),
        sender,
        connections=settings.smtp.connections,
        lease=notify.lease,
        settle=notify.settle,
        timeout=settings.smtp.timeout,
        enclose=enclose_report,
    )
    return Delivery(Dispatcher(database, clock, subscriptions), postman, sender)


def create_sender(settings: Settings) -> Sender:
    smtp = settings.smtp
    if smtp.host is None:
        return FolderSender(settings.mail_folder)
    return SmtpSender(
        SmtpOptions(
            host=smtp.host,
            port=smtp.port,
            sender=sender_address(settings),
            security=Security(smtp.security),
            # An empty one stands for none where a file of settings names them all.
            username=smtp.username or None,
            password=smtp.password.get_secret_value() if smtp.password else None,
            ca_file=smtp.ca_file,
            timeout=smtp.timeout,
            connections=smtp.connections,
        )
    )
