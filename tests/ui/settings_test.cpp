// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_support.h"
#include "tests/ui/support/sample_window.h"
#include "ui/bridge/app_settings.h"
#include "ui/pages/settings/price_model.h"
#include "ui/pages/settings/settings_dialog.h"
#include "ui/pages/settings/theme_card.h"
#include "ui/pages/welcome/new_project_dialog.h"
#include "ui/pages/welcome/recent_row.h"
#include "ui/pages/welcome/template_card.h"
#include "ui/pages/welcome/welcome_page.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/bubble.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/label.h"

#include <QComboBox>
#include <QLineEdit>
#include <QSpinBox>
#include <QTableView>

#include <unistd.h>

using namespace timbre;
using namespace timbre::ui;

class SettingsTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;

 private Q_SLOTS:
  void initTestCase() { m_theme = std::make_unique<ThemeController>(); }

  void valuesSurviveARoundTripWithUnknownKeys() {
    const base::Json json = base::Json::parse(R"({"theme":"dark","language":"zh_CN","text_scale":1.25,"motion":false,"device":"cpu","threads":2,"rank_folder":"/r","from_the_future":{"a":1}})");
    const AppSettings read = settingsFromJson(json);
    QCOMPARE(QString::fromStdString(read.theme), QString("dark"));
    QCOMPARE(read.threads, 2);
    QVERIFY(settingsFromJson(toJson(read)) == read);
    QVERIFY(toJson(read).contains("from_the_future"));
  }

  void brokenValuesFallBack() {
    const AppSettings read = settingsFromJson(base::Json::parse(R"({"theme":"purple","language":7,"text_scale":900,"threads":-5})"));
    QVERIFY(read == AppSettings());
    QVERIFY(settingsFromJson(base::Json::array()) == AppSettings());
  }

  void aBrokenFileDoesNotStopTheProgram() {
    testing::TempFolder folder;
    testing::writeFile(folder.path() / "settings.json", "{\"theme\": ");
    testing::writeFile(folder.path() / "prices.json", "[]");
    SettingsStore store(folder.path(), sample::resource("prices/training_prices.json"));
    QVERIFY(store.settings() == AppSettings());
    QVERIFY(store.prices() == store.shippedPrices());
    QVERIFY(!store.shippedPrices().rows.empty());
  }

  void changesAreOnDiskForTheNextStart() {
    testing::TempFolder folder;
    {
      SettingsStore store(folder.path(), "");
      AppSettings next = store.settings();
      next.theme = "dark";
      store.setSettings(next);
      next.threads = 3;
      store.setSettings(next);
    }
    SettingsStore again(folder.path(), "");
    QCOMPARE(QString::fromStdString(again.settings().theme), QString("dark"));
    QCOMPARE(again.settings().threads, 3);
  }

  void aFolderThatCannotBeWrittenIsSaid() {
    if (::geteuid() == 0) QSKIP("root writes everywhere");
    testing::TempFolder folder;
    SettingsStore store(folder.path() / "settings.json" / "inside-a-file", "");
    testing::writeFile(folder.path() / "settings.json", "{}");
    QSignalSpy failed(&store, &SettingsStore::saveFailed);
    AppSettings next;
    next.theme = "dark";
    store.setSettings(next);
    QVERIFY(failed.wait(2000));
  }

  void dialogChangesTakeEffectAtOnce() {
    testing::TempFolder folder;
    SettingsStore store(folder.path(), sample::resource("prices/training_prices.json"));
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    session::DeviceReport devices;
    devices.devices = {{"cpu", "CPU", 8ULL << 30, 8ULL << 30, "fp32", ""}, {"cuda:0", "GPU", 12ULL << 30, 12ULL << 30, "bf16", ""}};
    devices.threads = 8;
    SettingsDialog* dialog = SettingsDialog::open(window.get(), store, devices, &window->actions());
    QSignalSpy changed(&store, &SettingsStore::settingsChanged);
    QTest::mouseClick(dialog->findChild<ThemeCard*>("settings.theme.dark"), Qt::LeftButton);
    QCOMPARE(QString::fromStdString(store.settings().theme), QString("dark"));
    QTest::mouseClick(dialog->findChild<Switch*>("settings.motion"), Qt::LeftButton);
    QCOMPARE(store.settings().motion, false);
    auto* language = dialog->findChild<QComboBox*>("settings.language");
    language->setFocus();
    QTest::keyClick(language, Qt::Key_End);
    QCOMPARE(QString::fromStdString(store.settings().language), QString("zh_CN"));
    dialog->showSection(2);
    auto* device = dialog->findChild<QComboBox*>("settings.device");
    QTest::keyClick(device, Qt::Key_End);
    QCOMPARE(QString::fromStdString(store.settings().device), QString("cuda:0"));
    dialog->findChild<QSpinBox*>("settings.threads")->setValue(4);
    QCOMPARE(store.settings().threads, 4);
    QCOMPARE(changed.count(), 5);
    QTest::keyClick(dialog, Qt::Key_Escape);
  }

  void helpStandsRightBelowItsField() {
    testing::TempFolder folder;
    SettingsStore store(folder.path(), "");
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    SettingsDialog* dialog = SettingsDialog::open(window.get(), store, {}, &window->actions());
    auto* language = dialog->findChild<QComboBox*>("settings.language");
    QTRY_VERIFY(language->isVisible());
    const auto labels = language->parentWidget()->findChildren<Label*>();
    int gap = -1;
    for (const Label* label : labels)
      if (label->text() == QStringLiteral("Takes effect at once.")) gap = label->geometry().top() - language->geometry().bottom();
    QVERIFY2(gap >= 0 && gap <= theme().px(8), qPrintable(QStringLiteral("%1 px between a field and its help").arg(gap)));
  }

  void pricesRefuseNonsense() {
    PriceTable table{"2025-08-01", "", {{"a", "A", 3, "USD", "o200k", ""}}};
    PriceModel model(table);
    QSignalSpy edited(&model, &PriceModel::edited);
    const QModelIndex price = model.index(0, PriceModel::Train);
    QVERIFY(!model.setData(price, "cheap", Qt::EditRole));
    QVERIFY(!model.setData(price, "-3", Qt::EditRole));
    QVERIFY(!model.setData(price, "nan", Qt::EditRole));
    QVERIFY(!model.setData(model.index(0, PriceModel::Date), "soon", Qt::EditRole));
    QCOMPARE(edited.count(), 0);
    QVERIFY(model.setData(price, "4.5", Qt::EditRole));
    QCOMPARE(model.table().rows[0].train, 4.5);
    QCOMPARE(model.index(0, PriceModel::Date).data().toString(), QString("2025-08-01"));
    model.addRow();
    model.addRow();
    QVERIFY(model.table().rows[1].id != model.table().rows[2].id);
    model.removeRowAt(0);
    QCOMPARE(model.rowCount(), 2);
    const auto again = priceTableFromJson(toJsonText(model.table()));
    TIMBRE_OK(again);
    QVERIFY(*again == model.table());
  }

  void aPriceHasTokensAndALimit() {
    PriceTable table{"2025-08-01", "", {{"a", "A", 3, "USD", "cl100k", ""}}};
    PriceModel model(table);
    model.addRow();
    QCOMPARE(model.index(1, PriceModel::Encoding).data().toString(), QString("not known"));
    QVERIFY(!model.setData(model.index(1, PriceModel::Encoding), "p50k", Qt::EditRole));
    QVERIFY(!model.setData(model.index(1, PriceModel::Limit), "many", Qt::EditRole));
    QVERIFY(!model.setData(model.index(1, PriceModel::Limit), "-4", Qt::EditRole));
    QVERIFY(model.setData(model.index(1, PriceModel::Encoding), "o200k_base", Qt::EditRole));
    QVERIFY(model.setData(model.index(1, PriceModel::Limit), "65,536", Qt::EditRole));
    QCOMPARE(QString::fromStdString(model.table().rows[1].encoding), QString("o200k"));
    QCOMPARE(model.table().rows[1].maxTokens, 65536LL);
    QVERIFY(model.setData(model.index(1, PriceModel::Limit), "", Qt::EditRole));
    QCOMPARE(model.index(1, PriceModel::Limit).data().toString(), QString("none"));
    QVERIFY(model.setData(model.index(1, PriceModel::Limit), "4096", Qt::EditRole));
    model.chooseRow(1);
    QCOMPARE(model.table().rows[0].maxTokens, 4096LL);
    const auto again = priceTableFromJson(toJsonText(model.table()));
    TIMBRE_OK(again);
    QVERIFY(*again == model.table());
  }

  void everyOfferedEncodingHasAPublishedRankFile() {
    const QString files = QString::fromStdString(sample::resource("tokenizers/rank_files.json"));
    for (const QString& encoding : PriceModel::encodings())
      QVERIFY2(encoding.isEmpty() || files.contains('"' + encoding + "_base\""), qPrintable(encoding));
  }

  void encodingIsChosenInTheTableByHand() {
    testing::TempFolder folder;
    SettingsStore store(folder.path(), sample::resource("prices/training_prices.json"));
    std::unique_ptr<MainWindow> window(sample::window(true));
    window->show();
    QVERIFY(QTest::qWaitForWindowActive(window.get()));
    SettingsDialog* dialog = SettingsDialog::open(window.get(), store, {}, &window->actions());
    dialog->showSection(4);
    auto* table = dialog->findChild<QTableView*>("settings.prices");
    QTRY_VERIFY(table->isVisible());
    const QModelIndex cell = table->model()->index(0, PriceModel::Encoding);
    table->setFocus();
    table->setCurrentIndex(cell);
    QTest::keyClick(table, Qt::Key_F2);
    auto* combo = table->findChild<QComboBox*>();
    QVERIFY2(combo, "the tokens of a price cannot be edited");
    QTest::keyClick(combo, Qt::Key_Home);
    QTest::keyClick(combo, Qt::Key_Down);
    QTest::keyClick(combo, Qt::Key_Return);
    QTRY_COMPARE(QString::fromStdString(store.prices().rows[0].encoding), QString("cl100k"));
    // The third price goes to the top.
    table->setCurrentIndex(table->model()->index(2, 0));
    const std::string third = store.prices().rows[2].id;
    QTest::mouseClick(dialog->findChild<QPushButton*>("settings.choosePrice"), Qt::LeftButton);
    QCOMPARE(store.prices().rows[0].id, third);
  }

  void welcomeShowsWhatItIsGiven() {
    std::unique_ptr<MainWindow> window(sample::window(false));
    window->show();
    auto* page = qobject_cast<WelcomePage*>(window->page("welcome"));
    const auto cards = page->findChildren<TemplateCard*>();
    QVERIFY2(cards.size() >= 2, "the shipped personas are shown");
    QVERIFY(cards[0]->findChildren<Bubble*>().size() >= 4);
    QSignalSpy chosen(page, &WelcomePage::templateChosen), opened(page, &WelcomePage::recentChosen), removed(page, &WelcomePage::recentRemoved);
    QTest::mouseClick(cards[0], Qt::LeftButton);
    QCOMPARE(chosen.count(), 1);
    QCOMPARE(chosen[0][0].toString(), QString("marv"));
    QTest::mouseClick(page->findChild<RecentRow*>("recent./home/u/marv"), Qt::LeftButton);
    QCOMPARE(opened.count(), 1);
    auto* gone = page->findChild<RecentRow*>("recent./home/u/p");
    QTest::mouseClick(gone, Qt::LeftButton, {}, QPoint(20, 20));
    QCOMPARE(opened.count(), 1);
    QTest::mouseClick(gone->findChild<QPushButton*>(), Qt::LeftButton);
    QCOMPARE(removed.count(), 1);
  }

  void personasAreReadWithCare() {
    QVERIFY(!parsePersonas("{}").ok());
    QVERIFY(!parsePersonas("not json").ok());
    QVERIFY(!parsePersonas(R"({"personas":[{"id":"x"}]})").ok());
    QVERIFY(!parsePersonas(std::string(100, '[')).ok());
  }

  void newProjectNeedsNameAndFolder() {
    QWidget window;
    window.resize(1000, 700);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    auto* dialog = new NewProjectDialog(&window, nullptr, "/home/u/Timbre");
    QSignalSpy accepted(dialog, &NewProjectDialog::accepted);
    dialog->openDialog();
    QCOMPARE(QApplication::focusWidget(), dialog->nameField());
    QTest::keyClick(dialog->nameField(), Qt::Key_Return);
    QCOMPARE(accepted.count(), 0);
    QTest::keyClicks(dialog->nameField(), "a/b");
    QCOMPARE(dialog->folderField()->text(), QString("/home/u/Timbre/a-b"));
    QTest::keyClick(dialog->nameField(), Qt::Key_Return);
    QCOMPARE(accepted.count(), 1);
    QCOMPARE(accepted[0][1].toString(), QString("/home/u/Timbre/a-b"));
  }

  void folderNamesAreSafe() {
    QCOMPARE(folderNameFor("../../etc"), QString("-..-etc"));
    QCOMPARE(folderNameFor(".."), QString("project"));
    QCOMPARE(folderNameFor("  "), QString("project"));
    QVERIFY(folderNameFor(QString(500, QChar(0x5c0f))).toUtf8().size() <= 200);
    QCOMPARE(folderNameFor("小助手"), QString("小助手"));
  }
};

QTEST_MAIN(SettingsTest)
#include "settings_test.moc"
