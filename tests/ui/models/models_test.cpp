// SPDX-License-Identifier: GPL-3.0-or-later
// Choosing a model with mouse and keys: the list, the card, the playground and folders dropped at any level. Downloads:
// hub_panel_test.cpp.
#include "tests/ui/models/models_stage.h"
#include "tests/ui/support/ui_walk.h"
#include "ui/bridge/language.h"
#include "ui/bridge/run_words.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/badge.h"
#include "ui/widgets/label.h"
#include "ui/widgets/small_table.h"
#include "ui/widgets/token_view.h"

#include <QDropEvent>
#include <QLineEdit>
#include <QListView>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollArea>
#include <QSignalSpy>
#include <QTableWidget>

using namespace timbre;
using namespace timbre::ui;
using ui::testing::ModelsStage;
namespace fs = std::filesystem;

class ModelsTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;
  std::unique_ptr<LanguageController> m_language;

  static void clickRow(const ModelsStage& stage, const QString& name) {
    auto* list = stage.find<QListView>("models.list");
    const qsizetype row = stage.rows().indexOf(name);
    QVERIFY2(row >= 0, qPrintable(stage.rows().join(", ")));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(int(row), 0)).center());
  }
  static void drop(QWidget* onto, const fs::path& path) {
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(path.string()))});
    drop(onto, data);
  }
  static void drop(QWidget* onto, const QMimeData& data) {
    // A drag arrives at the window and goes to the nearest part that takes it.
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(onto, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(onto, &event);
  }

 private Q_SLOTS:
  void initTestCase() {
    m_theme = std::make_unique<ThemeController>();
    m_theme->setMotion(false);
    m_language = std::make_unique<LanguageController>();
    m_language->setLanguage("en");
  }
  void init() { m_language->setLanguage("en"); }

  void whatIsKnownStandsUnderItsHeading() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    QCOMPARE(stage.rows(), (QStringList{"Comes with Timbre", "starter", "Hugging Face cache", "meta-llama/Llama-3.1-8B-Instruct", "ModelScope cache", "Qwen/Qwen2.5-0.5B"}));
    // Arrow keys pass the headings by.
    auto* list = stage.find<QListView>("models.list");
    QVERIFY(list->hasFocus());
    QTest::keyClick(list, Qt::Key_Down);
    QTRY_VERIFY(stage.isReady("meta-llama/Llama-3.1-8B-Instruct"));
    QTest::keyClicks(stage.find<QLineEdit>("models.filter"), "qwen");
    QTRY_COMPARE(stage.rows(), (QStringList{"ModelScope cache", "Qwen/Qwen2.5-0.5B"}));
    QVERIFY(stage.hub.frontTokens().empty());  // nobody was asked
    // What is filtered away is not what “Use this model” means.
    QTRY_VERIFY(stage.isReady("Qwen/Qwen2.5-0.5B"));
    QTest::keyClicks(stage.find<QLineEdit>("models.filter"), "nobody has this");
    QTRY_VERIFY(stage.rows().isEmpty());
    QVERIFY(!stage.find<QPushButton>("models.use")->isEnabled());
    auto* none = stage.find("models.empty");
    QVERIFY(none->isVisible() && !stage.find("models.list")->isVisible());
    QStringList words;
    for (auto* label : none->findChildren<Label*>()) words << label->text();
    QVERIFY2(words.join(' ').contains("nobody has this"), qPrintable(words.join(' ')));
    stage.click("models.clearFilter");
    QVERIFY(stage.find<QLineEdit>("models.filter")->hasFocus() && !none->isVisible());
    QTRY_VERIFY(stage.isReady("starter"));
  }

  void aModelWithoutATemplateCanBeUsed() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    ui::testing::makeModel(stage.folder.path() / "plain base");
    drop(stage.dialog, stage.folder.path() / "plain base");
    QTRY_VERIFY(stage.isReady("plain base"));
    QVERIFY(stage.find<Badge>("models.state")->kind() == BadgeKind::Warn);
    QVERIFY(stage.find<QPushButton>("models.use")->isEnabled());
  }

  void whatIsNotUsedOfAModelIsSaid() {
    ModelsStage stage;
    ui::testing::makeModel(stage.folder.path() / "sees pictures");
    stage.open(QString::fromStdString((stage.folder.path() / "sees pictures").string()));
    QTRY_VERIFY(stage.isReady("sees pictures"));
    QStringList said;
    for (auto* label : stage.find("models.problems")->findChildren<Label*>()) said << label->text();
    QVERIFY2(said.size() == 1 && said.first().contains("812 MB"), qPrintable(said.join('|')));
    QCOMPARE(stage.find<Badge>("models.state")->kind(), BadgeKind::Ok);
    QVERIFY(stage.find<QPushButton>("models.use")->isEnabled());
  }

  void theCardSaysWhatItIsAndTakes() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    clickRow(stage, "meta-llama/Llama-3.1-8B-Instruct");
    QTRY_VERIFY(stage.isReady("meta-llama/Llama-3.1-8B-Instruct"));
    QVERIFY(stage.find<Badge>("models.state")->kind() == BadgeKind::Ok);
    QStringList facts;
    for (auto* label : stage.find("models.facts")->findChildren<Label*>()) facts << label->text();
    for (const char* value : {"8.03 B", "131,072 tokens", "128,256", "llama3.1", "bf16"}) QVERIFY2(facts.contains(QLatin1String(value)), qPrintable(facts.join(" | ")));
    auto* train = stage.find<QTableWidget>("models.trainMemory");
    QCOMPARE(train->rowCount(), 3);
    QCOMPARE(train->item(0, 1)->text(), QString("60.4 GB"));
    QCOMPARE(train->item(1, 1)->text(), QString("16.1 GB"));
    QCOMPARE(train->item(2, 2)->text(), QString("not offered"));
    QVERIFY(train->item(0, 3)->text() == "does not fit" && train->item(2, 3)->text().isEmpty());
    QVERIFY(stage.text("models.trainSources").contains("LLaMA-Factory"));
    QVERIFY(stage.text("models.trainTerms").contains("optimizer"));
    auto* chat = stage.find<QTableWidget>("models.chatMemory");
    QCOMPARE(chat->rowCount(), 5);
    QCOMPARE(chat->item(4, 0)->text(), QString("131,072"));
    QCOMPARE(chat->item(4, 2)->text(), QString("16 GB"));  // 16 GiB of keys and values
    QVERIFY(stage.find<TokenView>("models.template")->tokens().size() > 10);
  }

  void typingShowsTokens() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    auto* edit = stage.find<QPlainTextEdit>("models.tokenText");
    auto* tokens = stage.find<TokenView>("models.tokens");
    stage.find<QScrollArea>("models.card")->ensureWidgetVisible(edit);
    QTest::mouseClick(edit->viewport(), Qt::LeftButton);
    edit->selectAll();
    QTest::keyClicks(edit, "Hello <|im_end|>");
    QTRY_VERIFY(tokens->accessibleDescription() == "Hello <|im_end|>");
    QVERIFY(tokens->tokens().last().kind == TokenRun::Kind::Template || tokens->tokens().size() > 2);
    QCOMPARE(tokens->tokens().size(), stage.find<TokenView>("models.tokenIds")->tokens().size());
    QVERIFY(stage.text("models.tokenCount").contains("16 characters"));
    // What was typed stays when another model is looked at, and is counted by it.
    clickRow(stage, "Qwen/Qwen2.5-0.5B");
    QTRY_VERIFY(stage.isReady("Qwen/Qwen2.5-0.5B"));
    QTRY_VERIFY(tokens->accessibleDescription() == "Hello <|im_end|>");
  }

  void tokensAreReachedByKeys() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    auto* tokens = stage.find<TokenView>("models.tokens");
    QTRY_VERIFY(tokens->tokens().size() > 3);
    tokens->setFocus(Qt::TabFocusReason);
    QCOMPARE(tokens->current(), 0);
    QTest::keyClick(tokens, Qt::Key_Right);
    QTest::keyClick(tokens, Qt::Key_Right);
    QCOMPARE(tokens->current(), 2);
    const QString id = QString::number(tokens->tokens()[2].id);
    QVERIFY2(tokens->accessibleName().contains(id), qPrintable(tokens->accessibleName()));
    QVERIFY2(stage.text("models.tokenTold").contains(id), qPrintable(stage.text("models.tokenTold")));
    QCOMPARE(stage.find<TokenView>("models.tokenIds")->current(), 2);
    QVERIFY(!stage.find("models.tokenTold")->visibleRegion().isEmpty());  // the card has scrolled to it
    QTest::keyClick(tokens, Qt::Key_End);
    QCOMPARE(tokens->current(), int(tokens->tokens().size()) - 1);
    QTest::keyClick(tokens, Qt::Key_Tab);
    QVERIFY(!tokens->hasFocus() && tokens->current() == -1);
    QCOMPARE(tokens->accessibleName(), QString("Tokens"));
  }

  void escapeLeavesThePanelFirst() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    stage.click("models.byName");
    QTest::keyClick(stage.find("hub.name"), Qt::Key_Escape);
    QTRY_VERIFY(stage.find("models.card")->isVisible() && stage.find("models.list")->hasFocus());
    QTest::keyClick(stage.find("models.list"), Qt::Key_Escape);
    QTRY_VERIFY(!stage.dialog);
  }

  void theCardShowsItsFocus() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    QVERIFY(QTest::qWaitForWindowActive(stage.window.get()));
    stage.find("models.card")->setFocus(Qt::TabFocusReason);
    auto* ring = stage.window->findChild<QWidget*>("focusRing");
    QVERIFY(ring->isVisible());
    QCOMPARE(ring->geometry(), QRect(stage.find("models.card")->mapTo(stage.window.get(), QPoint(0, 0)), stage.find("models.card")->size()));
  }

  void aFolderWhoseNameIsNoTextIsUsed() {
    ModelsStage stage;
    QSignalSpy chosen(stage.open(), &ModelsDialog::chosen);
    QTRY_VERIFY(stage.isReady("starter"));
    const fs::path folder = stage.folder.path() / "caf\xe9 model";
    ui::testing::makeModel(folder);
    QMimeData data;
    data.setData("text/uri-list", QByteArray("file://") + QByteArray::fromStdString(folder.native()).toPercentEncoding("/") + "\r\n");
    drop(stage.dialog, data);
    QTRY_VERIFY2(stage.text("models.name").startsWith("caf") && stage.find("models.facts")->isVisible(), qPrintable(stage.text("models.words")));
    stage.click("models.use");
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(toPath(chosen.front().front().toString()), folder);
    QTRY_VERIFY(!stage.dialog);
    // It stands among the used ones afterwards.
    stage.open(fromPath(folder));
    QTRY_VERIFY(stage.text("models.name").startsWith("caf") && stage.find("models.facts")->isVisible());
    QTRY_COMPARE(stage.rows().mid(2, 1), QStringList{"Used before"});
    QVERIFY(stage.find<QPushButton>("models.use")->isEnabled());
  }

  void ofSeveralFoldersTheFirstIsOpenedAndTold() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    ui::testing::makeModel(stage.folder.path() / "first");
    ui::testing::makeModel(stage.folder.path() / "second");
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(fromPath(stage.folder.path() / "first")), QUrl::fromLocalFile(fromPath(stage.folder.path() / "second"))});
    QDragEnterEvent enter(QPoint(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(stage.dialog, &enter);
    // What is dragged is seen: the frame lies above everything in the dialog.
    auto* frame = stage.dialog->findChild<QWidget*>("dropFrame");
    QVERIFY(frame->isVisible() && frame->geometry() == stage.dialog->rect());
    QCOMPARE(stage.dialog->children().last(), frame);
    QDropEvent event(QPointF(20, 20), Qt::CopyAction, &data, Qt::LeftButton, {});
    QCoreApplication::sendEvent(stage.dialog, &event);
    QVERIFY(!frame->isVisible());
    QTRY_VERIFY(stage.isReady("first"));
    QVERIFY2(stage.text("models.hint").contains("first was opened; 1 more"), qPrintable(stage.text("models.hint")));
    clickRow(stage, "starter");
    QTRY_VERIFY(stage.isReady("starter"));
    QVERIFY(stage.text("models.hint").isEmpty());
  }

  void largeTextInASmallWindowIsNotCut_data() {
    QTest::addColumn<QString>("language");
    for (const char* language : {"en", "zh_CN"}) QTest::newRow(language) << language;
  }
  void largeTextInASmallWindowIsNotCut() {
    QFETCH(QString, language);
    m_language->setLanguage(language);
    m_theme->setTextScale(1.5);
    const auto back = qScopeGuard([this] { m_theme->setTextScale(1.0); });
    ModelsStage stage;
    stage.window->setMinimumSize(1, 1);  // a window that was open when the text was made larger
    stage.window->resize(1100, 700);
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    QTRY_VERIFY(!stage.find<TokenView>("models.tokens")->tokens().isEmpty());
    QTest::qWait(50);
    auto* card = stage.find<QScrollArea>("models.card");
    QVERIFY2(card->widget()->width() <= card->viewport()->width(), qPrintable(QString("%1 in %2").arg(card->widget()->width()).arg(card->viewport()->width())));
    const QStringList clipped = walk::clippedTexts(stage.dialog);
    QVERIFY2(clipped.isEmpty(), qPrintable("cut: " + clipped.join("\n")));
    for (const auto* table : card->findChildren<QTableWidget*>())
      for (int row = 0; row < table->rowCount(); ++row)
        for (int column = 0; column < table->columnCount(); ++column) {
          const auto* item = table->item(row, column);
          const int needed = QFontMetrics(theme().font(TextRole::Body)).horizontalAdvance(item->text()) + 2 * theme().px(8);
          QVERIFY2(item->data(SmallTableDelegate::BadgeKindRole).isValid() || needed <= table->columnWidth(column), qPrintable(item->text()));
        }
    // Nothing but the margin stands below the last line.
    const auto* told = stage.find("models.tokenIds");
    const int below = card->widget()->height() - told->mapTo(card->widget(), QPoint(0, told->height())).y();
    QVERIFY2(below <= theme().px(20) + 2, qPrintable(QString::number(below)));
  }

  void aFolderIsDroppedAtAnyLevel() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    const fs::path repo = stage.folder.path() / "hf" / "hub" / "models--meta-llama--Llama-3.1-8B-Instruct";
    const char* name = "meta-llama/Llama-3.1-8B-Instruct";
    for (const fs::path& path : {repo, repo / "snapshots", repo / "snapshots" / "new" / "config.json"}) {
      clickRow(stage, "starter");
      QTRY_VERIFY(stage.isReady("starter"));
      drop(stage.dialog, path);
      QTRY_VERIFY(stage.isReady(name));
    }
    // A folder that no list has: it stands first, under a heading of its own.
    ui::testing::makeModel(stage.folder.path() / "mine" / "one");
    drop(stage.dialog, stage.folder.path() / "mine");
    QTRY_VERIFY(stage.isReady("one"));
    QCOMPARE(stage.rows().mid(0, 2), (QStringList{"Opened", "one"}));
  }

  void aBrokenFolderSaysWhyInOneSentence() {
    ModelsStage stage;
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    drop(stage.dialog, stage.folder.path() / "broken");
    QTRY_VERIFY(stage.isReady("broken"));
    QVERIFY(stage.find<Badge>("models.state")->kind() == BadgeKind::Error);
    const auto problems = stage.find("models.problems")->findChildren<Label*>();
    QCOMPARE(problems.size(), 1);
    QVERIFY2(problems.front()->text().contains("cut off"), qPrintable(problems.front()->text()));
    QVERIFY(!stage.find<QPushButton>("models.use")->isEnabled());
    QVERIFY(!stage.text("models.hint").isEmpty());
    QTest::keyClick(stage.dialog, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(stage.dialog);
    // A folder without any model is a sentence, too, and nothing is chosen.
    fs::create_directories(stage.folder.path() / "empty");
    drop(stage.dialog, stage.folder.path() / "empty");
    QTRY_VERIFY(stage.text("models.words").contains("No model was found in"));
    QVERIFY(!stage.find<QPushButton>("models.use")->isEnabled());
  }

  void theChosenOneIsUsedAndRemembered() {
    ModelsStage stage;
    QSignalSpy chosen(stage.open(), &ModelsDialog::chosen);
    QTRY_VERIFY(stage.isReady("starter"));
    clickRow(stage, "Qwen/Qwen2.5-0.5B");
    QTRY_VERIFY(stage.isReady("Qwen/Qwen2.5-0.5B"));
    stage.click("models.use");
    QCOMPARE(chosen.count(), 1);
    QVERIFY(chosen.front().front().toString().endsWith("Qwen2___5-0___5B"));
    QTRY_VERIFY(!stage.dialog);
    // It opens on what is used, which stands among the used ones now.
    stage.open(chosen.front().front().toString());
    QTRY_VERIFY(stage.isReady("Qwen/Qwen2.5-0.5B"));
    QTRY_COMPARE(stage.rows().mid(2, 2), (QStringList{"Used before", "Qwen/Qwen2.5-0.5B"}));
    stage.click("models.forget");
    QTRY_VERIFY(!stage.rows().contains("Used before"));
    QTest::keyClick(stage.dialog, Qt::Key_Escape);
    QTRY_VERIFY(!stage.dialog);
    // A model that is in no list is opened by itself.
    ui::testing::makeModel(stage.folder.path() / "elsewhere");
    stage.open(QString::fromStdString((stage.folder.path() / "elsewhere").string()));
    QTRY_VERIFY(stage.isReady("elsewhere"));
  }

  void wordsOfOursAreTranslated() {
    m_language->setLanguage("zh_CN");
    QCOMPARE(RunWords::templateOrigin("built-in chatml"), QString::fromUtf8("内置 chatml"));
    QCOMPARE(RunWords::templateOrigin("tokenizer_config.json"), QString("tokenizer_config.json"));
    QCOMPARE(RunWords::tokenizerKind("byte-level BPE"), QString::fromUtf8("字节级 BPE"));
    QCOMPARE(RunWords::tokenizerKind("SentencePiece Unigram"), QString("SentencePiece Unigram"));
  }

  void namesWordsAndReach_data() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<QSize>("size");
    for (const char* language : {"en", "zh_CN"})
      for (const QSize size : {QSize(1440, 900), QSize(1100, 700), QSize(1000, 640)})
        QTest::newRow(qPrintable(QStringLiteral("%1 %2").arg(language).arg(size.width()))) << language << size;
  }
  void namesWordsAndReach() {
    QFETCH(QString, language);
    QFETCH(QSize, size);
    m_language->setLanguage(language);
    ModelsStage stage(size);
    stage.open();
    QTRY_VERIFY(stage.isReady("starter"));
    QTRY_VERIFY(!stage.find<TokenView>("models.tokens")->tokens().isEmpty());
    for (const bool hub : {false, true}) {
      if (hub) {
        stage.click("models.byName");
        QTest::keyClicks(stage.find<QLineEdit>("hub.name"), "org/name");
        stage.click("hub.ask");
        QTRY_VERIFY(stage.find("hub.yes")->isVisible());
      }
      const QStringList nameless = walk::namelessControls(stage.window.get());
      QVERIFY2(nameless.isEmpty(), qPrintable("no name: " + nameless.join("\n")));
      (void)QTest::qWaitFor([&] { return walk::clippedTexts(stage.dialog).isEmpty(); }, 2000);
      const QStringList clipped = walk::clippedTexts(stage.dialog);
      QVERIFY2(clipped.isEmpty(), qPrintable("cut: " + clipped.join("\n")));
    }
  }
};

QTEST_MAIN(ModelsTest)
#include "models_test.moc"
