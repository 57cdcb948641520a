/** A link to another page of the window, looking like the theme's links. */
import { Anchor, type AnchorProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Props = AnchorProps &
  Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps> & { ref?: Ref<HTMLAnchorElement> };

function Plain(props: Props) {
  return <Anchor size="sm" {...props} />;
}

export const TextLink = createLink(Plain);
