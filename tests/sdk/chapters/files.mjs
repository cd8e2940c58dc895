// Files: uploaded, found, loaded by others, attached to Messages.

import { content, ids, picture } from "../calls.mjs";
import { acquaint, expiry } from "../requests.mjs";

const UNKNOWN = "FILUnknownUnknown000";

export default async function ({ a, b, address, era }) {
  const upload = (more) =>
    a.files.uploadOwnFile({
      title: "A letter",
      description: "to everybody",
      expiresAt: expiry(),
      filename: "letter.txt",
      file: Buffer.from("Dear all"),
      ...more,
    });
  const file = await upload({}).gives({
    id: /^FIL/,
    filename: "letter.txt",
    filesize: 8,
    mimetype: /^text\/plain/,
    title: "A letter",
    description: "to everybody",
    createdBy: address.a,
    truncatedReference: /^RklM/,
  });
  await upload({ expiresAt: expiry(-1) }).refused("error.runtime.validation.invalidPropertyValue");
  await a.files.getFiles({ title: "A letter" }).gives(ids(file.id));
  await a.files.getFiles({ filename: "other.txt" }).gives([]);
  await a.files.getOwnFiles({ filesize: "8" }).gives(ids(file.id));
  await a.files.getPeerFiles({}).gives([]);
  await a.files.getFile(file.id).gives({ title: "A letter" });
  await a.files.getFile(UNKNOWN).refused("error.runtime.recordNotFound");
  await a.files.downloadFile(file.id).gives(content("Dear all"));
  await a.files.downloadFile(UNKNOWN).refused("error.runtime.recordNotFound");
  await a.files.getQrCodeForFile(file.id).gives(picture);

  await b.files.loadPeerFile({ reference: file.truncatedReference }).gives({ id: file.id, createdBy: address.a });
  await b.files.loadPeerFile({ reference: "nonsense" }).refused("error.runtime.validation.invalidPropertyValue");
  await b.files.getPeerFiles({ createdBy: address.a }).gives(ids(file.id));
  await b.files.getFile(file.truncatedReference).gives({ id: file.id });
  await b.files.downloadFile(file.id).gives(content("Dear all"));

  const token = await a.files.createTokenForFile(file.id, { ephemeral: false }).gives({
    content: { "@type": "TokenContentFile", fileId: file.id },
    expiresAt: file.expiresAt,
  });
  await a.files.createTokenQrCodeForFile(file.id, {}).gives(picture);
  await b.files.loadPeerFile({ reference: token.truncatedReference }).gives({ id: file.id });

  await acquaint(a, b, era);
  const mail = { "@type": "Mail", to: [address.b], subject: "Attached", body: "See there." };
  const message = await a.messages
    .sendMessage({ recipients: [address.b], content: mail, attachments: [file.id] })
    .gives({ attachments: [file.id] });
  await a.messages
    .sendMessage({ recipients: [address.b], content: mail, attachments: [UNKNOWN] })
    .refused(/\.recordNotFound$|fileNotFound/);
  await b.account.sync().gives(era.nothingNew && { messages: [{ attachments: [file.id] }] });
  await b.messages.getMessage(message.id).gives({ attachments: [{ id: file.id, filename: "letter.txt" }] });
  await b.messages.getMessages({ attachments: file.id }).gives(ids(message.id));
  await b.messages.getAttachment(message.id, file.id).gives({ id: file.id, title: "A letter" });
  await b.messages.getAttachment(message.id, UNKNOWN).refused("error.runtime.messages.fileNotFoundInMessage");
  await b.messages.downloadAttachment(message.id, file.id).gives(content("Dear all"));
}
