// SPDX-License-Identifier: GPL-3.0-or-later
// Bubbles, loss mask, notices, chart, progress, empty state: laid out like the board "components-data".
#include "tests/ui/gallery/gallery.h"

#include "ui/theme/icons.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"
#include "ui/widgets/chart_view.h"
#include "ui/widgets/label.h"
#include "ui/widgets/meters.h"
#include "ui/widgets/notices.h"
#include "ui/widgets/token_view.h"

#include <QAction>
#include <QHBoxLayout>
#include <QMenu>
#include <QVBoxLayout>

#include <cmath>
#include <limits>

namespace timbre::ui::gallery {

namespace {

Bubble* bubble(BubbleData data, QWidget* page) {
  auto* out = new Bubble(page);
  out->setData(data);
  return out;
}

void addBubbles(QVBoxLayout* column, QWidget* page) {
  auto* edit = bubble({BubbleData::Who::Tuned, "Botanically yes. Put it in a fruit salad.", "Marv", "21 tokens", "trained", true, false, {}}, page);
  edit->setEditing(true);
  column->addWidget(bubble({BubbleData::Who::User, "Is a tomato a fruit? 番茄是水果吗？", "User", "9 tokens", "", true, false, {}}, page));
  column->addWidget(edit);
  column->addWidget(bubble({BubbleData::Who::Tuned, "Kept as context, weight 0.", "Marv", "8 tokens", "not trained", false, false, {}}, page));
  const QString lamp = "… and lit the lamp again, which is where the story should have begun.";
  column->addWidget(bubble({BubbleData::Who::Tuned, lamp, "Marv", "1,212 tokens", "trained", true, false, {{26, int(lamp.size()) - 26, BubbleRange::Mark::OverLimit}}}, page));
  column->addWidget(bubble({BubbleData::Who::Base, "Romeo and Juliet was written by William Shakespeare", "", "", "", true, true, {}}, page));
}

void addTokens(QVBoxLayout* column, QWidget* page) {
  using Kind = TokenRun::Kind;
  auto* view = new TokenView(page);
  QList<TokenRun> tokens{{"<|begin_of_text|>", Kind::Template}, {"<|start_header_id|>", Kind::Template}, {"system"}, {"<|end_header_id|>\n", Kind::Template}};
  for (const char* word : {"Marv", " is", " a", " factual", " assistant", " that", " is", " also", " sarcastic", "."}) tokens.append(TokenRun{QString(word)});
  tokens << TokenRun{"<|eot_id|>\n", Kind::Template} << TokenRun{"<|start_header_id|>", Kind::Template} << TokenRun{"user"} << TokenRun{"<|end_header_id|>", Kind::Template}
         << TokenRun{"What is 17 × 23?"} << TokenRun{"<|eot_id|>\n", Kind::Template} << TokenRun{"<|start_header_id|>", Kind::Template} << TokenRun{"assistant"}
         << TokenRun{"<|end_header_id|>", Kind::Template};
  for (const char* word : {"391", ".", " Your", " calculator", " sends", " its", " regards", "."}) tokens.append(TokenRun{QString(word), Kind::Trained});
  tokens << TokenRun{"<|eot_id|>", Kind::Stop};
  view->setTokens(tokens);
  column->addWidget(new TokenLegend(page), 0, Qt::AlignLeft);
  column->addWidget(view);
}

QWidget* chart(QWidget* page) {
  auto* card = new Pane(Role::Surface, {}, page);
  card->setRounded(10, Role::Line);
  auto* column = new QVBoxLayout(card);
  auto* view = new ChartView(card);
  view->setTitle("Loss");
  const int raw = view->addSeries(rawSeries("Loss, raw"));
  const int smooth = view->addSeries(smoothSeries("Loss, smoothed"));
  const int valid = view->addSeries(validationSeries("Validation"));
  double ema = 3.3;
  for (int i = 1; i <= 87; ++i) {
    const double loss = 1.4 + 2 * std::exp(-i / 16.0) + 0.25 * std::sin(i * 1.9) * std::cos(i * 0.7) + (i == 44 ? 2 : 0);
    ema = 0.88 * ema + 0.12 * loss;
    view->append(raw, i, i == 60 ? std::numeric_limits<double>::quiet_NaN() : loss);
    view->append(smooth, i, ema);
    if (i % 19 == 0) view->append(valid, i, 1.6 + 2 * std::exp(-i / 16.0));
  }
  view->setXExtent(0, 114);
  view->setXName("step");
  view->setLines({{38, "epoch 2"}, {76, "epoch 3"}});
  view->setMarks({{ChartMark::Kind::Error, 44, 3.7, "Spike at 44: rows 31, 57"}});
  view->setXText([](double x) { return QStringLiteral("Step %1").arg(x); });
  view->setCrosshair(69);
  auto* legend = new ChartLegend(card);
  legend->setEntries({view->spec(raw), view->spec(smooth), view->spec(valid)});
  column->addWidget(legend);
  column->addWidget(view, 1);
  view->refresh();
  return card;
}

}  // namespace

QWidget* menuPage() {
  auto* menu = new QMenu;
  const auto add = [menu](const char* icon, const char* text, const char* keys) {
    QAction* action = menu->addAction(Icons::icon(icon), text);
    action->setShortcut(QKeySequence(keys));
    return action;
  };
  add("pencil", "Edit cell", "F2");
  menu->setActiveAction(add("copy", "Duplicate row", "Ctrl+Shift+D"));
  add("messages-square", "Open conversation", "Space");
  menu->addSeparator();
  QAction* restore = add("rotate-ccw", "Restore version 6", "");
  restore->setEnabled(false);
  restore->setProperty("reason", "This row is unchanged since version 6");
  QAction* ticked = menu->addAction("Conversation panel");
  ticked->setCheckable(true);
  ticked->setChecked(true);
  menu->addMenu("Split")->addAction("Train");
  menu->addSeparator();
  add("trash-2", "Delete row", "Ctrl+-")->setProperty("danger", true);
  menu->resize(menu->sizeHint());
  return menu;
}

QWidget* dataPage() {
  auto* page = new Pane(Role::Surface);
  page->resize(1440, 900);
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(36, 22, 36, 22);
  columns->setSpacing(34);
  auto* left = new QVBoxLayout;
  auto* right = new QVBoxLayout;
  left->setSpacing(10);
  right->setSpacing(10);
  columns->addLayout(left, 1);
  columns->addLayout(right, 1);
  left->addWidget(new Label("Components: data and feedback", TextRole::Display, Role::Text1, page));
  addBubbles(left, page);
  left->addWidget(new Label("Loss mask", TextRole::Title, Role::Text1, page));
  addTokens(left, page);
  left->addStretch();
  right->addWidget(chart(page), 1);
  auto* tiles = new QHBoxLayout;
  tiles->setSpacing(10);
  auto* memory = new Tile("gpu", page);
  memory->setCaption("Memory, measured");
  memory->setFigure("8.9 GB");
  auto* stack = new StackMeter(memory);
  stack->setParts({{"weights", 6.4, Role::C0}, {"optimizer", 0.4, Role::C3}, {"activations", 1.3, Role::C1}, {"other", 0.8, Role::C2}}, 12);
  memory->body()->addWidget(stack);
  memory->setNote("of 12.0 GB");
  auto* time = new Tile("clock", page);
  time->setCaption("Time");
  time->setFigure("1 min 42 s");
  time->setNote("0.52 s per step, 114 steps, 6 validations");
  auto* bins = new Histogram(page);
  bins->setBins({40, 22, 12, 6, 3, 2, 1, 0, 1}, 1200, 1024);
  bins->setAccessibleName("Lengths");
  auto* interval = new IntervalBar(page);
  interval->setInterval(0.49, 0.8, 0.94);
  auto* small = new QVBoxLayout;
  small->addWidget(bins);
  small->addWidget(interval);
  auto* spark = new Spark(page);
  spark->setValues({3.3, 2.8, 2.6, 2.2, 1.9, 2.4, 1.7, 1.6, 1.5});
  small->addWidget(spark);
  tiles->addWidget(memory, 1);
  tiles->addWidget(time, 1);
  tiles->addLayout(small);
  right->addLayout(tiles);
  auto* banner = new Banner(BadgeKind::Error, page);
  banner->setMessage(BadgeKind::Error, "Stopped at step 62: the loss is not a number", "Rows 31 and 57 were in the step. Checkpoint 57 is complete, nothing before it is lost.");
  banner->addButton(makeButton(ButtonKind::Primary, "Resume from 57 without row 31", "play"));
  banner->addButton(makeButton(ButtonKind::Secondary, "Open rows", "table-2"));
  right->addWidget(banner);
  auto* choice = new ChoiceCard("2 rows per step, accumulate 4", "The same result, about 20 % slower", "9.6 GB", page);
  choice->setChecked(true);
  right->addWidget(choice);
  right->addWidget(new ChoiceCard("Length limit 1,024", "Longest row is 634 tokens, nothing is cut", "10.1 GB", page));
  auto* drop = new DropArea(page);
  drop->setMessage("download", "Drop files anywhere on this page");
  right->addWidget(drop);
  auto* quiet = new Pane(Role::Window, {}, page);
  quiet->setRounded(10);
  auto* inner = new QVBoxLayout(quiet);
  auto* empty = new EmptyState("message-circle", quiet);
  empty->setTexts("No chats yet", "Train a checkpoint first, or talk to the base model.");
  empty->setButton(makeButton(ButtonKind::Secondary, "Chat with the base"));
  inner->addWidget(empty);
  right->addWidget(quiet);
  auto* notices = new NoticeStack(page);
  notices->post({BadgeKind::Ok, "Checkpoint 95 saved", "341 MB, manifest verified", "Chat", [] {}});
  notices->post({BadgeKind::Warn, "2 rows were set aside", "persona.jsonl, lines 14 and 71", "Show", [] {}});
  return page;
}

}  // namespace timbre::ui::gallery
