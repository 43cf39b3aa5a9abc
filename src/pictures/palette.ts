/**
 * Colours of the pictures. Each text colour has at least 4.5:1 on the grounds it is used on (WCAG 2.2 AA, 1.4.3) and
 * each bar, mark and line that carries meaning 3:1 (1.4.11); the tests compute both. None carries meaning alone.
 */
export const palette = {
  page: "#FFFFFF",
  ink: "#1B2530",
  quiet: "#55606E",
  rule: "#DFE3E8",
  /** The band with the title, and what belongs to the own unit. */
  band: "#8C1A1D",
  bandText: "#FFFFFF",
  bandQuiet: "#FBE9DC",
  gold: "#E2B450",
  ownGround: "#FFF7EA",
  track: "#E4E8ED",
  bar: "#5A7896",
  good: "#1A6E3A",
  goodGround: "#DDF1E3",
  late: "#8A5200",
  lateGround: "#FDEBC8",
  bad: "#AE1E1E",
  badGround: "#FBE0DF",
  sampleGround: "#FFF0C7",
  sampleText: "#654400",
} as const;
