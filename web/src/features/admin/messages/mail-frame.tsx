import { useMemo, useState } from 'react';

import { dress, framed } from './mail-html';
import classes from './messages.module.css';

const FIRST_HEIGHT = 320;

/**
 * Without scripts and forms, and links open beside the app. `allow-same-origin` lets this page give
 * the frame its styles; it gives the mail nothing, for nothing in it runs.
 */
const SANDBOX = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';

export function MailFrame({ html, title }: { html: string; title: string }) {
  const mail = useMemo(() => framed(html), [html]);
  const [height, setHeight] = useState(FIRST_HEIGHT);
  return (
    <iframe
      title={title}
      sandbox={SANDBOX}
      srcDoc={mail.html}
      className={classes.frame}
      height={height}
      onLoad={({ currentTarget: { contentDocument: frame } }) => {
        if (frame !== null) {
          dress(frame, mail.css);
          setHeight(frame.documentElement.scrollHeight + 2);
        }
      }}
    />
  );
}
