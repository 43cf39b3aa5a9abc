/** Where somebody's broadcast in the making is kept while another question is open. */
export const draftKey = (personId: number): string => `draft:${personId}`;
