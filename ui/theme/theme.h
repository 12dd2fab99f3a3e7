// SPDX-License-Identifier: GPL-3.0-or-later
// The visual language as numbers: colours, type, lengths. Filled from resources/design/tokens.json at compile time; no other
// file of ui/ names a colour or a pixel size of its own.
//
// `theme()` is an attribute of the application, like QApplication::palette(): it is valid after `applyTheme()` and changes
// only there. GUI thread. Widgets that paint from it need no bookkeeping: a change repaints every window.
#pragma once

#include <QColor>
#include <QFont>
#include <QPen>

#include <array>
#include <span>

namespace timbre::ui {

/// Colour roles of the design. Text roles stand on the surfaces that the contrast table lists, and nowhere else.
enum class Role {
  Window, Surface, Raised, Sunken, Hover, Press, Line, LineMid, LineStrong,
  Text1, Text2, Text3, Disabled,
  Accent, AccentHover, AccentPress, OnAccent, AccentText, AccentSoft, AccentLine, Selection, SelLine,
  Ok, OkSoft, Warn, WarnSoft, Err, ErrSoft, Info, InfoSoft, Danger, OnDanger, DangerHover,
  C1, C2, C3, C4, C5, C0, Grid, Focus, DiffAdd, DiffDel, UserBubble, Scrim, Shadow,
  Count
};

/// Type roles. Each has a font and a fixed line box, because a line with one Chinese character is 3 px higher than a Latin one.
enum class TextRole { Caption, Small, Body, Strong, Lead, Title, Page, Display, Mono, Count };

struct Theme {
  bool dark = false;
  double textScale = 1.0;  ///< 1.0 is 13 px for body text
  int u = 4;               ///< a quarter of the UI font's line height, in device-independent pixels
  bool motion = true;      ///< short fades are allowed

  const QColor& color(Role role) const { return colors[std::size_t(role)]; }
  const QFont& font(TextRole role) const { return fonts[std::size_t(role)]; }
  /// Height of one line of text, whatever script it has.
  int lineBox(TextRole role) const { return lineBoxes[std::size_t(role)]; }
  /// A length given for u = 4, scaled to the current u. Lengths of 1 and 2 (hairlines, rings) are not scaled.
  int px(int length) const { return u == 4 || length <= 2 ? length : (length * u + 2) / 4; }
  QPen hairline(Role role = Role::Line) const { return QPen(color(role), 1); }
  int fadeMs() const { return motion ? 120 : 0; }
  int slideMs() const { return motion ? 160 : 0; }
  /// `a` over `b` in the given share, opaque: a translucent pen darkens where segments of a line overlap.
  static QColor mix(const QColor& a, const QColor& b, double shareOfA);

  std::array<QColor, std::size_t(Role::Count)> colors;
  std::array<QFont, std::size_t(TextRole::Count)> fonts;
  std::array<int, std::size_t(TextRole::Count)> lineBoxes{};
};

/// A theme from the tokens. Needs a QGuiApplication (fonts are measured).
Theme makeTheme(bool dark, double textScale = 1.0, bool motion = true);

/// The application's current theme; a light one before applyTheme().
const Theme& theme();
/// Font families for interface text and for hashes, tokens and file names.
QStringList uiFamilies();
QStringList monoFamilies();

/// One pair of the contrast table with the ratio that it must reach.
struct ContrastPair {
  Role text, ground;
  double required;
};
std::span<const ContrastPair> contrastPairs();
/// WCAG 2 contrast of two opaque colours, 1 to 21.
double contrastRatio(const QColor& a, const QColor& b);

namespace detail {
void setApplicationTheme(Theme next);  ///< used by applyTheme() alone
}

}  // namespace timbre::ui
