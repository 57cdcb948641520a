/** Links and buttons that go to another page of the window, with checked addresses. */
import { Anchor, type AnchorProps, Button, type ButtonProps } from "@mantine/core";
import { createLink } from "@tanstack/react-router";
import type { AnchorHTMLAttributes, Ref } from "react";

type Native = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, keyof AnchorProps | keyof ButtonProps> & {
  ref?: Ref<HTMLAnchorElement>;
};

/** A link in text. */
export const TextLink = createLink((props: Omit<AnchorProps, "href"> & Native) => <Anchor size="sm" {...props} />);

/** A link that looks like a button. */
export const ButtonLink = createLink((props: Omit<ButtonProps, "href"> & Native) => (
  <Button component="a" {...props} />
));
