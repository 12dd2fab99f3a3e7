// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/buttons.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/timbre_style.h"

#include <QAction>
#include <QButtonGroup>
#include <QHBoxLayout>
#include <QPainter>

namespace timbre::ui {

namespace {

const char* kindName(ButtonKind kind) {
  switch (kind) {
    case ButtonKind::Secondary: return "";
    case ButtonKind::Primary: return "primary";
    case ButtonKind::Ghost: return "ghost";
    case ButtonKind::Danger: return "danger";
    case ButtonKind::DangerFilled: return "dangerFilled";
    case ButtonKind::Small: return "small";
    case ButtonKind::Link: return "link";
    case ButtonKind::Vote: return "vote";
  }
  return "";
}

QString plainText(const QAction* action) {
  return (action->iconText().isEmpty() ? action->text() : action->iconText()).remove('&');
}

}  // namespace

QPushButton* makeButton(ButtonKind kind, const QString& text, const QString& icon, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setAutoDefault(false);
  button->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Fixed);
  setButtonKind(button, kind);
  if (!icon.isEmpty()) button->setIcon(Icons::icon(icon));
  return button;
}

void setButtonKind(QPushButton* button, ButtonKind kind) {
  button->setProperty("k", QString::fromLatin1(kindName(kind)));
  restyle(button);
}

void bindAction(QPushButton* button, QAction* action) {
  const auto sync = [button, action] {
    button->setText(plainText(action));
    button->setIcon(action->icon());
    button->setEnabled(action->isEnabled());
    button->setToolTip(tipWithKeys(action->isEnabled() ? action->toolTip() : action->property("reason").toString(), action->shortcut().toString(QKeySequence::NativeText)));
    if (action->isCheckable()) {
      button->setCheckable(true);
      button->setChecked(action->isChecked());
    }
  };
  sync();
  QObject::connect(action, &QAction::changed, button, sync);
  QObject::connect(button, &QPushButton::clicked, action, [action] { action->trigger(); });
}

QString tipWithKeys(const QString& name, const QString& keys) {
  if (keys.isEmpty() || name.isEmpty()) return name;
  return QStringLiteral("%1   %2").arg(name, keys);
}

QToolButton* makeIconButton(const QString& icon, const QString& name, QWidget* parent) {
  auto* button = new QToolButton(parent);
  button->setIcon(Icons::icon(icon));
  button->setAutoRaise(true);
  button->setFocusPolicy(Qt::TabFocus);
  setIconButtonName(button, name);
  return button;
}

void setIconButtonName(QToolButton* button, const QString& name, const QString& keys) {
  button->setAccessibleName(name);
  button->setToolTip(tipWithKeys(name, keys));
}

void bindAction(QToolButton* button, QAction* action) {
  const auto sync = [button, action] {
    button->setIcon(action->icon());
    button->setEnabled(action->isEnabled());
    button->setCheckable(action->isCheckable());
    button->setChecked(action->isChecked());
    setIconButtonName(button, plainText(action), action->shortcut().toString(QKeySequence::NativeText));
    if (!action->isEnabled() && action->property("reason").isValid())
      button->setToolTip(plainText(action) + QLatin1Char('\n') + action->property("reason").toString());
  };
  sync();
  QObject::connect(action, &QAction::changed, button, sync);
  QObject::connect(button, &QToolButton::clicked, action, [action] { action->trigger(); });
}

Switch::Switch(QWidget* parent) : QAbstractButton(parent) {
  setCheckable(true);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setFocusPolicy(Qt::StrongFocus);
  setAttribute(Qt::WA_Hover);
  setProperty("ringRadius", 10);
}

QSize Switch::sizeHint() const { return {theme().px(34), theme().px(20)}; }

void Switch::paintEvent(QPaintEvent*) {
  const Theme& t = theme();
  QPainter painter(this);
  const double h = t.px(20), w = t.px(34);
  const QRectF track(0, (height() - h) / 2, w, h);
  const double knob = h - 6;
  const QRectF left(track.x() + 3, track.y() + 3, knob, knob), right(track.right() - 3 - knob, track.y() + 3, knob, knob);
  if (!isEnabled()) {
    paintRounded(painter, track, h / 2, t.color(Role::Sunken), t.color(Role::Line));
    paintRounded(painter, isChecked() ? right : left, knob / 2, t.color(Role::LineMid));
    return;
  }
  if (!isChecked()) {
    paintRounded(painter, track, h / 2, t.color(underMouse() ? Role::Hover : Role::Surface), t.color(Role::LineStrong));
    paintRounded(painter, left.adjusted(1, 1, -1, -1), knob / 2 - 1, t.color(Role::LineStrong));
    return;
  }
  const QColor accent = t.color(isDown() ? Role::AccentPress : underMouse() ? Role::AccentHover : Role::Accent);
  paintRounded(painter, track, h / 2, accent);
  paintRounded(painter, right, knob / 2, t.color(Role::OnAccent));
  paintTick(painter, right.adjusted(2, 2, -2, -2), accent, 1.75);
}

Segmented::Segmented(QWidget* parent) : QFrame(parent), m_group(new QButtonGroup(this)) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(theme().px(3), theme().px(3), theme().px(3), theme().px(3));
  row->setSpacing(theme().px(2));
  setFrameShape(QFrame::NoFrame);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  m_group->setExclusive(true);
  connect(m_group, &QButtonGroup::idToggled, this, [this](int id, bool on) {
    if (on) Q_EMIT currentChanged(id);
  });
}

int Segmented::addItem(const QString& text, const QVariant& value) {
  auto* button = new QPushButton(text, this);
  button->setProperty("k", "segment");
  button->setCheckable(true);
  button->setAutoDefault(false);
  const int index = int(m_buttons.size());
  m_group->addButton(button, index);
  m_buttons.append(button);
  m_data.append(value);
  layout()->addWidget(button);
  if (index == 0) {
    const QSignalBlocker quiet(m_group);
    button->setChecked(true);
  }
  return index;
}

void Segmented::setItemText(int index, const QString& text) {
  m_buttons[index]->setText(text);
  updateGeometry();
}

int Segmented::current() const { return m_group->checkedId(); }
QVariant Segmented::currentData() const { return current() < 0 ? QVariant() : m_data[current()]; }

void Segmented::setCurrent(int index) {
  if (index >= 0 && index < count()) m_buttons[index]->setChecked(true);
}

void Segmented::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintRounded(painter, rect(), theme().px(7), theme().color(Role::Sunken));
}

}  // namespace timbre::ui
