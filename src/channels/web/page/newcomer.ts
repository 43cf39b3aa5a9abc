import { api, type Invite } from "./api.ts";
import type { Newcomer } from "./chats.ts";
import { byId, h, toast } from "./dom.ts";
import type { Say } from "./texts.ts";

interface Around {
  say: Say;
  add(newcomer: Newcomer): void;
}

/** Lets somebody new join: a unit, a role, and the link that admits them. */
export function createNewcomerDialog({ say, add }: Around) {
  const dialog = byId("newcomer", HTMLDialogElement);
  const unit = byId("newcomer-unit", HTMLSelectElement);
  const role = byId("newcomer-role", HTMLSelectElement);
  const name = byId("newcomer-name", HTMLInputElement);
  const link = byId("newcomer-link", HTMLInputElement);
  const go = byId("newcomer-go", HTMLButtonElement);
  let invites: Invite[] = [];
  let ownName = false;

  const option = (value: string, text: string) => h("option", { value }, text);
  const unitName = (value: string | null) => value ?? say("newcomer.noUnit");
  const chosen = () => invites.find((each) => (each.unit ?? "") === unit.value && each.role === role.value);

  const show = () => {
    const invite = chosen();
    if (invite === undefined) return;
    if (!ownName)
      name.value = say("newcomer.defaultName", {
        role: say(`roles.${invite.role}`),
        unit: unitName(invite.unit),
      });
    link.value = `${location.origin}/?start=${encodeURIComponent(invite.code)}`;
    byId("newcomer-code", HTMLElement).textContent = say("newcomer.code", { code: invite.code });
  };

  const showRoles = () => {
    const before = role.value;
    const roles = invites.filter((each) => (each.unit ?? "") === unit.value).map((each) => each.role);
    role.replaceChildren(...roles.map((each) => option(each, say(`roles.${each}`))));
    if (roles.includes(before)) role.value = before;
    show();
  };

  unit.addEventListener("change", showRoles);
  role.addEventListener("change", show);
  name.addEventListener("input", () => {
    ownName = name.value.trim() !== "";
  });
  link.addEventListener("focus", () => link.select());
  byId("newcomer-copy", HTMLButtonElement).addEventListener("click", () => {
    void navigator.clipboard.writeText(link.value).then(
      () => toast(say("newcomer.copied")),
      () => link.select(),
    );
  });
  byId("newcomer-cancel", HTMLButtonElement).addEventListener("click", () => dialog.close());
  const accept = () => {
    const invite = chosen();
    if (invite === undefined) return;
    dialog.close();
    add({
      id: `guest-${crypto.randomUUID()}`,
      name: name.value.trim() || say("roles.other"),
      code: invite.code,
    });
  };
  go.addEventListener("click", accept);
  dialog.querySelector("form")?.addEventListener("submit", (event) => {
    event.preventDefault();
    accept();
  });

  return {
    async open() {
      try {
        invites = await api.invites();
      } catch {
        toast(say("connection.failed"));
        return;
      }
      ownName = false;
      const units = [...new Set(invites.map((each) => each.unit ?? ""))];
      unit.replaceChildren(...units.map((each) => option(each, unitName(each || null))));
      byId("newcomer-none", HTMLElement).hidden = units.length > 0;
      byId("newcomer-fields", HTMLElement).hidden = units.length === 0;
      go.hidden = units.length === 0;
      showRoles();
      dialog.showModal();
    },
  };
}
