import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, test, vi } from "vitest";
import { Dialog } from "./Dialog";

function open(onClose: () => void) {
  render(
    <Dialog isOpen onClose={onClose} title="Rename">
      <input aria-label="Name" />
      <input type="checkbox" aria-label="Sure" />
    </Dialog>,
  );
}

test("what is typed is not lost to one Escape: the first one leaves the field", async () => {
  const close = vi.fn();
  open(close);
  await userEvent.type(screen.getByLabelText("Name"), "web");
  await userEvent.keyboard("{Escape}");
  expect(close).not.toHaveBeenCalled();
  expect(document.activeElement).not.toBe(screen.getByLabelText("Name"));
  await userEvent.keyboard("{Escape}");
  expect(close).toHaveBeenCalledOnce();
});

test("nor to a click beside the dialog", async () => {
  const close = vi.fn();
  open(close);
  await userEvent.type(screen.getByLabelText("Name"), "web");
  fireEvent.pointerDown(document.body);
  fireEvent.click(document.body);
  expect(close).not.toHaveBeenCalled();
});

test("where nothing is typed, either closes it at once", async () => {
  const close = vi.fn();
  open(close);
  screen.getByLabelText("Name").focus();
  await userEvent.keyboard("{Escape}");
  expect(close).toHaveBeenCalledOnce();
});
