/** Words of the vocabularies that say where a photo was taken (Exif, Photoshop, IPTC, makers of drones). */
const places = /gps|latitude|longitude|geotag|location|photoshop:(?:city|state|country)/i;

/** Does a text about a photo (an XMP packet in any of its codings, a note) say where it was taken? */
export const saysPlace = (bytes: Uint8Array): boolean =>
  places.test(
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("latin1").replaceAll("\0", ""),
  );

const emptyPacket = Buffer.from('<x:xmpmeta xmlns:x="adobe:ns:meta/"></x:xmpmeta>', "latin1");

/** Empties an XMP packet that says where, in place, to the same length; true when it did. */
export function blankXmp(packet: Uint8Array): boolean {
  if (!saysPlace(packet)) return false;
  packet.fill(0x20);
  if (emptyPacket.length <= packet.length) packet.set(emptyPacket);
  return true;
}
