/** The kit's links and buttons as links of the router: real addresses, checked by the compiler. */

import { Anchor, Button, type AnchorProps, type ButtonProps } from '@mantine/core';
import { createLink } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, Ref } from 'react';

type LinkAttributes = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof ButtonProps>;

function ButtonAnchor({
  ref,
  ...props
}: ButtonProps & LinkAttributes & { ref?: Ref<HTMLAnchorElement> }) {
  return <Button component="a" ref={ref} {...props} />;
}

function TextAnchor({
  ref,
  ...props
}: AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & {
    ref?: Ref<HTMLAnchorElement>;
  }) {
  return <Anchor ref={ref} {...props} />;
}

export const ButtonLink = createLink(ButtonAnchor);
export const TextLink = createLink(TextAnchor);
