// SPDX-License-Identifier: GPL-3.0-or-later
// Every control in every state, laid out like the board "components".
#include "tests/ui/gallery/gallery.h"

#include "ui/theme/icons.h"
#include "ui/theme/paint.h"
#include "ui/theme/timbre_style.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/fields.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/pane.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QMenu>
#include <QPainter>
#include <QRadioButton>
#include <QSlider>
#include <QSpinBox>
#include <QStyleOptionButton>
#include <QVBoxLayout>

namespace timbre::ui::gallery {

namespace {

/// A button painted as if it were hovered, pressed or disabled, because a picture has no mouse.
class PosedButton : public QWidget {
 public:
  PosedButton(QPushButton* model, QStyle::State extra, bool ring, QWidget* parent) : QWidget(parent), m_model(model), m_extra(extra), m_ring(ring) {
    model->setParent(this);
    model->hide();
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  }
  QSize sizeHint() const override { return m_model->sizeHint() + QSize(8, 8); }
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    QStyleOptionButton option;
    option.initFrom(m_model);
    option.text = m_model->text();
    option.icon = m_model->icon();
    option.rect = QRect(QPoint(4, 4), m_model->sizeHint());
    option.state = QStyle::State_Raised | m_extra;
    style()->drawControl(QStyle::CE_PushButtonBevel, &option, &painter, m_model);
    style()->drawControl(QStyle::CE_PushButtonLabel, &option, &painter, m_model);
    if (m_ring) paintRounded(painter, rect(), 8, {}, theme().color(Role::Focus), 2);
  }

 private:
  QPushButton* m_model;
  QStyle::State m_extra;
  bool m_ring;
};

void addButtons(QGridLayout* grid, QWidget* page) {
  struct Row { const char* name; ButtonKind kind; const char* text; const char* icon; };
  const Row rows[] = {{"Primary", ButtonKind::Primary, "Start", "play"}, {"Secondary", ButtonKind::Secondary, "Import", "download"},
                      {"Quiet", ButtonKind::Ghost, "Filter", "plus"}, {"Danger", ButtonKind::Danger, "Delete", "trash-2"},
                      {"Small", ButtonKind::Small, "Fix row", ""}, {"Link", ButtonKind::Link, "Remove", ""}};
  const char* heads[] = {"normal", "hover", "pressed", "focus", "disabled"};
  for (int c = 0; c < 5; ++c) grid->addWidget(new Label(heads[c], TextRole::Caption, Role::Text2, page), 0, c + 1);
  int r = 1;
  for (const Row& row : rows) {
    grid->addWidget(new Label(row.name, TextRole::Small, Role::Text2, page), r, 0);
    const QStyle::State states[] = {QStyle::State_Enabled, QStyle::State_Enabled | QStyle::State_MouseOver, QStyle::State_Enabled | QStyle::State_Sunken,
                                    QStyle::State_Enabled, QStyle::State_None};
    for (int c = 0; c < 5; ++c)
      grid->addWidget(new PosedButton(makeButton(row.kind, row.text, row.icon), states[c], c == 3, page), r, c + 1, Qt::AlignLeft);
    ++r;
  }
}

void addFields(QVBoxLayout* column, QWidget* page) {
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(14);
  grid->setVerticalSpacing(10);
  auto* plain = new QLineEdit("2e-4", page);
  auto* error = new FieldWithError(new QLineEdit("2", page), page);
  error->setError("10,000 × the default.");
  auto* disabled = new QLineEdit("2e-4", page);
  disabled->setEnabled(false);
  auto* spin = new QSpinBox(page);
  spin->setRange(0, 9999);
  spin->setGroupSeparatorShown(true);
  spin->setValue(1024);
  auto* combo = new QComboBox(page);
  combo->addItems({"cosine", "linear", "constant"});
  auto* search = new SearchField(page);
  search->setPlaceholderText("Search rows");
  auto* off = new QSpinBox(page);
  off->setValue(3);
  off->setEnabled(false);
  grid->addWidget(new Label("Text", TextRole::Small, Role::Text2, page), 0, 0);
  grid->addWidget(plain, 0, 1, Qt::AlignTop);
  grid->addWidget(error, 0, 2);
  grid->addWidget(disabled, 0, 3, Qt::AlignTop);
  grid->addWidget(new Label("Number", TextRole::Small, Role::Text2, page), 1, 0);
  grid->addWidget(spin, 1, 1);
  grid->addWidget(combo, 1, 2);
  grid->addWidget(search, 1, 3);
  grid->addWidget(off, 1, 4);
  auto* slider = new QSlider(Qt::Horizontal, page);
  slider->setValue(46);
  auto* segments = new Segmented(page);
  segments->addItem("Basic");
  segments->addItem("Advanced");
  auto* meter = new Meter(6, page);
  meter->setValue(0.75);
  auto* stack = new StackMeter(page);
  stack->setParts({{"weights", 6.4, Role::C0}, {"optimizer", 0.4, Role::C3}, {"activations", 1.3, Role::C1}, {"other", 0.8, Role::C2}}, 12, 11.2);
  grid->addWidget(new Label("Slider", TextRole::Small, Role::Text2, page), 2, 0);
  grid->addWidget(slider, 2, 1);
  grid->addWidget(segments, 2, 2, Qt::AlignLeft);
  grid->addWidget(meter, 2, 3);
  grid->addWidget(stack, 2, 4);
  for (int c = 1; c < 5; ++c) grid->setColumnMinimumWidth(c, 134);
  column->addLayout(grid);
}

void addChoices(QVBoxLayout* column, QWidget* page) {
  auto* row = new QHBoxLayout;
  row->setSpacing(18);
  auto* on = new QCheckBox("On", page);
  on->setChecked(true);
  auto* mixed = new QCheckBox("Mixed", page);
  mixed->setTristate(true);
  mixed->setCheckState(Qt::PartiallyChecked);
  auto* disabled = new QCheckBox("Disabled", page);
  disabled->setEnabled(false);
  for (QWidget* w : std::initializer_list<QWidget*>{on, new QCheckBox("Off", page), mixed, disabled}) row->addWidget(w);
  row->addStretch();
  column->addLayout(row);
  auto* radios = new QHBoxLayout;
  radios->setSpacing(18);
  auto* lora = new QRadioButton("LoRA", page);
  lora->setChecked(true);
  radios->addWidget(lora);
  radios->addWidget(new QRadioButton("Full", page));
  for (int i = 0; i < 3; ++i) {
    auto* toggle = new Switch(page);
    toggle->setChecked(i != 1);
    toggle->setEnabled(i != 2);
    toggle->setAccessibleName("switch");
    radios->addWidget(toggle);
  }
  radios->addStretch();
  column->addLayout(radios);
}

void addBadges(QVBoxLayout* column, QWidget* page) {
  auto* row = new QHBoxLayout;
  row->setSpacing(8);
  row->addWidget(new Badge(BadgeKind::Ok, "Verified", {}, page));
  row->addWidget(new Badge(BadgeKind::Warn, "Near duplicate", {}, page));
  row->addWidget(new Badge(BadgeKind::Error, "Empty answer", {}, page));
  row->addWidget(new Badge(BadgeKind::Info, "Needs base", {}, page));
  row->addWidget(new Badge(BadgeKind::Accent, "Running", "audio-waveform", page));
  row->addWidget(new Badge(BadgeKind::Solid, "best", {}, page));
  row->addWidget(new Badge(BadgeKind::Mute, "Version 7", {}, page));
  row->addWidget(new KeyCaps("Ctrl+Shift+=", page));
  row->addStretch();
  column->addLayout(row);
  auto* chips = new QHBoxLayout;
  chips->setSpacing(8);
  chips->addWidget(new Chip("Tokens > 200", {}, page));
  auto* problems = new Chip("Problems only", "triangle-alert", page);
  problems->setCheckable(true);
  problems->setChecked(true);
  problems->setRemovable(true);
  chips->addWidget(problems);
  auto* split = new Chip("Split: all", {}, page);
  split->setMenu(new QMenu(split));
  chips->addWidget(split);
  auto* off = new Chip("disabled", {}, page);
  off->setEnabled(false);
  chips->addWidget(off);
  chips->addStretch();
  column->addLayout(chips);
}

class Swatches : public QWidget {
 public:
  explicit Swatches(QWidget* parent) : QWidget(parent) { setFixedSize(620, 220); }
  void paintEvent(QPaintEvent*) override {
    const std::pair<const char*, Role> all[] = {
        {"window", Role::Window}, {"surface", Role::Surface}, {"raised", Role::Raised}, {"sunken", Role::Sunken}, {"hover", Role::Hover}, {"press", Role::Press},
        {"line", Role::Line}, {"lineMid", Role::LineMid}, {"lineStrong", Role::LineStrong}, {"text1", Role::Text1}, {"text2", Role::Text2}, {"text3", Role::Text3},
        {"accent", Role::Accent}, {"accentText", Role::AccentText}, {"accentSoft", Role::AccentSoft}, {"accentLine", Role::AccentLine},
        {"selection", Role::Selection}, {"ok", Role::Ok}, {"okSoft", Role::OkSoft}, {"warn", Role::Warn}, {"warnSoft", Role::WarnSoft}, {"err", Role::Err}, {"errSoft", Role::ErrSoft}, {"info", Role::Info}};
    QPainter p(this);
    int i = 0;
    for (const auto& [name, role] : all) {
      const int x = (i % 8) * 77, y = (i / 8) * 74;
      paintRounded(p, QRectF(x, y, 69, 35), 6, theme().color(role), theme().color(Role::Line));
      p.setFont(theme().font(TextRole::Caption));
      p.setPen(theme().color(Role::Text1));
      p.drawText(x, y + 49, name);
      ++i;
    }
  }
};

void addType(QVBoxLayout* column, QWidget* page) {
  const std::pair<const char*, TextRole> all[] = {{"Teach the voice", TextRole::Display}, {"Dataset", TextRole::Page}, {"Pre-flight", TextRole::Title},
      {"Near duplicates", TextRole::Strong}, {"Row 10 repeats row 1. 第 10 行重复第 1 行。", TextRole::Body}, {"84 of 86 rows are used", TextRole::Small}, {"checked 4 s ago", TextRole::Caption},
      {"3f9a…c21e <|eot_id|>", TextRole::Mono}};
  for (const auto& [text, role] : all) column->addWidget(new Label(text, role, Role::Text1, page));
  column->addWidget(new NumberLabel("12,418", TextRole::Page, Role::Text1, page));
}

}  // namespace

QWidget* componentsPage() {
  auto* page = new Pane(Role::Surface);
  page->resize(1440, 900);
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(36, 22, 36, 22);
  columns->setSpacing(60);
  auto* left = new QVBoxLayout;
  auto* right = new QVBoxLayout;
  columns->addLayout(left, 1);
  columns->addLayout(right, 1);
  left->setSpacing(12);
  left->addWidget(new Label("Components", TextRole::Display, Role::Text1, page));
  left->addWidget(new Label("Every state, in the running toolkit", TextRole::Small, Role::Text2, page));
  left->addWidget(new Label("Buttons", TextRole::Title, Role::Text1, page));
  auto* grid = new QGridLayout;
  grid->setHorizontalSpacing(10);
  grid->setVerticalSpacing(2);
  addButtons(grid, page);
  grid->setColumnStretch(6, 1);
  left->addLayout(grid);
  left->addWidget(new Label("Fields", TextRole::Title, Role::Text1, page));
  addFields(left, page);
  left->addWidget(new Label("Choices", TextRole::Title, Role::Text1, page));
  addChoices(left, page);
  left->addWidget(new Label("Badges and chips", TextRole::Title, Role::Text1, page));
  addBadges(left, page);
  left->addStretch();
  right->setSpacing(9);
  right->addSpacing(64);
  right->addWidget(new Label("Colour roles", TextRole::Title, Role::Text1, page));
  right->addWidget(new Swatches(page));
  right->addWidget(new Label("Type", TextRole::Title, Role::Text1, page));
  addType(right, page);
  auto* icons = new QHBoxLayout;
  icons->setSpacing(10);
  for (const char* name : {"table-2", "audio-waveform", "git-compare", "message-circle", "package", "gpu", "shield-check", "badge-check", "circle-x", "triangle-alert", "rows-3", "columns-3", "panel-right", "undo-2", "search"})
    icons->addWidget(new IconView(name, Role::Text2, 18, page));
  for (const bool checked : {false, true}) {
    auto* tool = makeIconButton("columns-3", "Columns", page);
    tool->setCheckable(true);
    tool->setChecked(checked);
    icons->addWidget(tool);
  }
  icons->addStretch();
  right->addLayout(icons);
  right->addStretch();
  return page;
}

}  // namespace timbre::ui::gallery
