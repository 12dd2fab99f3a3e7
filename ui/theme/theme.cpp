// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/theme/theme.h"

#include <QApplication>
#include <QFontMetrics>
#include <QVariant>

#include <cmath>
#include <memory>

namespace timbre::ui {

namespace {

struct ColorToken { const char* light; double lightAlpha; const char* dark; double darkAlpha; };
struct TypeToken { int px, weight, lineBox; };

constexpr auto kColors = [] {
  std::array<ColorToken, std::size_t(Role::Count)> table{};
#define TIMBRE_COLOR(name, light, la, dark, da) table[std::size_t(Role::name)] = {light, la, dark, da};
#define TIMBRE_TYPE(name, px, weight, lineBox)
#define TIMBRE_CONTRAST(fg, bg, required)
#include "tokens.inc"
#undef TIMBRE_COLOR
#undef TIMBRE_TYPE
#undef TIMBRE_CONTRAST
  return table;
}();

constexpr auto kTypes = [] {
  std::array<TypeToken, std::size_t(TextRole::Count)> table{};
#define TIMBRE_COLOR(name, light, la, dark, da)
#define TIMBRE_TYPE(name, px, weight, lineBox) table[std::size_t(TextRole::name)] = {px, weight, lineBox};
#define TIMBRE_CONTRAST(fg, bg, required)
#include "tokens.inc"
#undef TIMBRE_COLOR
#undef TIMBRE_TYPE
#undef TIMBRE_CONTRAST
  return table;
}();

constexpr ContrastPair kContrast[] = {
#define TIMBRE_COLOR(name, light, la, dark, da)
#define TIMBRE_TYPE(name, px, weight, lineBox)
#define TIMBRE_CONTRAST(fg, bg, required) {Role::fg, Role::bg, required},
#include "tokens.inc"
#undef TIMBRE_COLOR
#undef TIMBRE_TYPE
#undef TIMBRE_CONTRAST
};

double linear(double channel) { return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4); }

double luminance(const QColor& c) {
  return 0.2126 * linear(c.redF()) + 0.7152 * linear(c.greenF()) + 0.0722 * linear(c.blueF());
}

constexpr char kProperty[] = "timbreTheme";

/// Lives as long as the application object, so that nothing outlives the fonts.
class ThemeHolder : public QObject {
 public:
  explicit ThemeHolder(QObject* parent) : QObject(parent), value(makeTheme(false)) {}
  Theme value;
};

ThemeHolder& holder() {
  auto* found = qvariant_cast<QObject*>(qApp->property(kProperty));
  if (!found) {
    found = new ThemeHolder(qApp);
    qApp->setProperty(kProperty, QVariant::fromValue(found));
  }
  return *static_cast<ThemeHolder*>(found);
}

}  // namespace

QColor Theme::mix(const QColor& a, const QColor& b, double share) {
  const auto part = [share](double x, double y) { return float(x * share + y * (1 - share)); };
  return QColor::fromRgbF(part(a.redF(), b.redF()), part(a.greenF(), b.greenF()), part(a.blueF(), b.blueF()));
}

QStringList uiFamilies() {
#if defined(Q_OS_WIN)
  return {"Segoe UI Variable", "Segoe UI", "Microsoft YaHei UI"};
#elif defined(Q_OS_MACOS)
  return {".AppleSystemUIFont", "PingFang SC"};
#else
  return {"Inter", "Noto Sans CJK SC", "Noto Sans"};
#endif
}

QStringList monoFamilies() {
#if defined(Q_OS_WIN)
  return {"Cascadia Mono", "Consolas", "Microsoft YaHei UI"};
#elif defined(Q_OS_MACOS)
  return {"Menlo", "PingFang SC"};
#else
  return {"JetBrains Mono", "Noto Sans Mono CJK SC", "DejaVu Sans Mono"};
#endif
}

Theme makeTheme(bool dark, double textScale, bool motion) {
  Theme out;
  out.dark = dark;
  out.textScale = textScale;
  out.motion = motion;
  for (std::size_t i = 0; i < kColors.size(); ++i) {
    out.colors[i] = QColor(dark ? kColors[i].dark : kColors[i].light);
    out.colors[i].setAlphaF(float(dark ? kColors[i].darkAlpha : kColors[i].lightAlpha));
  }
  for (std::size_t i = 0; i < kTypes.size(); ++i) {
    QFont font;
    font.setFamilies(TextRole(i) == TextRole::Mono ? monoFamilies() : uiFamilies());
    font.setPixelSize(int(std::lround(kTypes[i].px * textScale)));
    font.setWeight(QFont::Weight(kTypes[i].weight));
    font.setHintingPreference(QFont::PreferVerticalHinting);
    out.fonts[i] = font;
  }
  // Measured on the font itself: a missing package changes the family, and the layouts follow.
  out.u = std::max(3, int(std::lround(QFontMetrics(out.font(TextRole::Body)).height() / 4.0)));
  for (std::size_t i = 0; i < kTypes.size(); ++i) out.lineBoxes[i] = out.px(kTypes[i].lineBox);
  return out;
}

const Theme& theme() { return holder().value; }

std::span<const ContrastPair> contrastPairs() { return kContrast; }

double contrastRatio(const QColor& a, const QColor& b) {
  const double la = luminance(a), lb = luminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

void detail::setApplicationTheme(Theme next) { holder().value = std::move(next); }

}  // namespace timbre::ui
