import { render, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { TextArea, TextField } from "./fields";

test("a browser offers nothing for a name or an address that is typed, unless the field asks for it", () => {
  render(
    <>
      <TextField label="Name" value="" onChange={() => {}} />
      <TextArea label="Text" value="" onChange={() => {}} />
      <TextField label="Login" autoComplete="username" value="" onChange={() => {}} />
    </>,
  );
  const offered = (label: string) => screen.getByLabelText(label).getAttribute("autocomplete");
  expect([offered("Name"), offered("Text"), offered("Login")]).toEqual(["off", "off", "username"]);
});
