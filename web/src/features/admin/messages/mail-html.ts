/**
 * A mail's HTML made ready for a frame under the app's content policy, which lets no style stand in
 * HTML: the styles are taken out here and given back by rule once the frame has loaded.
 */

const STYLE = 'data-mail-style';
/** What a frame without scripts would not run anyway, or what could ask another host. */
const UNWANTED = 'script, link, meta[http-equiv], base, iframe, object, embed, form, template';

export interface FramedMail {
  html: string;
  /** The rules of its style elements. */
  css: string;
}

function withoutInlineStyles(html: string): string {
  return html.replaceAll(/\sstyle\s*=/gi, ` ${STYLE}=`);
}

export function framed(html: string): FramedMail {
  // Renamed before it is parsed: parsing alone already counts as a use of the style.
  const mail = new DOMParser().parseFromString(withoutInlineStyles(html), 'text/html');
  const rules = [...mail.querySelectorAll('style')];
  const css = rules.map(({ textContent }) => textContent).join('\n');
  rules.forEach((rule) => rule.remove());
  mail.querySelectorAll(UNWANTED).forEach((one) => one.remove());
  for (const link of mail.querySelectorAll('a[href]')) {
    link.setAttribute('target', '_blank');
    link.setAttribute('rel', 'noopener noreferrer');
  }
  return { html: `<!doctype html>${mail.documentElement.outerHTML}`, css };
}

/** In the loaded frame; a style that is set by rule needs no exception in the policy. */
export function dress(frame: Document, css: string): void {
  for (const element of frame.querySelectorAll<HTMLElement>(`[${STYLE}]`)) {
    element.style.cssText = element.getAttribute(STYLE) ?? '';
    element.removeAttribute(STYLE);
  }
  const { CSSStyleSheet: Sheet } = frame.defaultView as unknown as typeof globalThis;
  const sheet = new Sheet();
  sheet.replaceSync(css);
  frame.adoptedStyleSheets = [sheet];
}
