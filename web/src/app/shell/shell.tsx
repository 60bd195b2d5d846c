import { AppShell, Box, Burger, Group, Stack } from '@mantine/core';
import { useDisclosure, useMediaQuery } from '@mantine/hooks';
import { Link, Outlet } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';

import { useUser } from '@/shared/session/use-session';
import { PageSkeleton } from '@/shared/ui/page-skeleton';

import { AccountMenu } from './account-menu';
import { Brand } from './brand';
import { navigationOf, type NavigationItem } from './navigation';
import { Preferences } from './preferences';
import classes from './shell.module.css';

// Visitors load neither; only those who work here search from anywhere.
const Bell = lazy(() => import('@/features/notifications/bell'));
const SearchControl = lazy(() => import('@/features/search/search-control'));

function NavigationLinks({
  items,
  onFollow,
}: {
  items: readonly NavigationItem[];
  onFollow?: () => void;
}) {
  const { t } = useTranslation();
  return items.map(({ to, label, icon: Icon }) => (
    <Link
      key={to}
      to={to}
      className={classes.link}
      activeOptions={{ exact: to === '/' || to === '/admin' }}
      onClick={onFollow}
    >
      <Suspense fallback={<Box w={18} h={18} />}>
        <Icon size={18} aria-hidden />
      </Suspense>
      {t(`nav.${label}`)}
    </Link>
  ));
}

/** Header, menu and the place for the page; patients have their menu above, the practice beside. */
export function Shell() {
  const { t } = useTranslation();
  const user = useUser();
  const [opened, menu] = useDisclosure(false);
  const items = navigationOf(user?.role ?? null);
  const beside = user !== null && user.role !== 'patient';
  // The breakpoint of the menu. What lies outside the window must not take the focus.
  const wide = useMediaQuery('(min-width: 62em)', true, { getInitialValueInEffect: false });
  const menuShown = opened || (beside && wide);
  return (
    <>
      <a className={classes.skip} href="#content">
        {t('app.skip_to_content')}
      </a>
      <AppShell
        header={{ height: 60 }}
        navbar={{
          width: 232,
          breakpoint: 'md',
          collapsed: { mobile: !opened, desktop: !beside },
        }}
        padding="md"
      >
        <AppShell.Header className={classes.chrome}>
          <Group h="100%" px="md" justify="space-between" wrap="nowrap">
            <Group gap="xs" wrap="nowrap" miw={0}>
              <Burger
                opened={opened}
                onClick={menu.toggle}
                hiddenFrom="md"
                size="sm"
                aria-label={t('app.open_menu')}
                aria-expanded={opened}
              />
              <Brand />
              {!beside && (
                <Group
                  component="nav"
                  aria-label={t('app.main_menu')}
                  gap={4}
                  ms="md"
                  visibleFrom="md"
                  wrap="nowrap"
                >
                  <NavigationLinks items={items} />
                </Group>
              )}
            </Group>
            <Group gap={4} wrap="nowrap">
              {beside && (
                <Suspense fallback={null}>
                  <SearchControl
                    pages={items.map(({ to, label }) => ({ to, label: t(`nav.${label}`) }))}
                  />
                </Suspense>
              )}
              <Preferences />
              {user !== null && (
                <Suspense fallback={<Box w={34} h={34} />}>
                  <Bell key={user.id} />
                </Suspense>
              )}
              <AccountMenu />
            </Group>
          </Group>
        </AppShell.Header>
        <AppShell.Navbar
          p="sm"
          className={classes.chrome}
          aria-label={t('app.main_menu')}
          inert={!menuShown}
        >
          <Stack gap={2} className={classes.menu}>
            <NavigationLinks items={items} onFollow={menu.close} />
          </Stack>
        </AppShell.Navbar>
        <AppShell.Main id="content">
          <Suspense fallback={<PageSkeleton />}>
            <Outlet />
          </Suspense>
        </AppShell.Main>
      </AppShell>
    </>
  );
}
