// SPDX-License-Identifier: GPL-3.0-or-later
// Labels: line heights, wrapping, elision, digits.
#include "tests/support/test_support.h"
#include "ui/theme/apply_theme.h"
#include "ui/widgets/label.h"
#include "ui/widgets/text_block.h"

using namespace timbre::ui;

class LabelTest : public QObject {
  Q_OBJECT
  std::unique_ptr<ThemeController> m_theme;

 private Q_SLOTS:
  void initTestCase() { m_theme = std::make_unique<ThemeController>(); }

  void latinAndChineseLinesAreEquallyHigh() {
    Label latin("Row 10 repeats row 1."), chinese("第 10 行重复第 1 行。");
    QCOMPARE(latin.sizeHint().height(), chinese.sizeHint().height());
    TextBlock a("two lines of Latin text that wrap here", theme().font(TextRole::Body), 21), b("两行中文文字，在这里换行，看看高度是否相同", theme().font(TextRole::Body), 21);
    a.layout(140);
    b.layout(140);
    QCOMPARE(a.height() % 21, 0);
    QCOMPARE(a.height() / a.lines(), b.height() / b.lines());
  }

  void textIsElidedOnlyOnTheLastLine() {
    TextBlock block(QString("word ").repeated(80), theme().font(TextRole::Body), 20);
    block.layout(200, 2);
    QCOMPARE(block.lines(), 2);
    QVERIFY(block.elided());
    QVERIFY(block.usedWidth() <= 200);
    block.layout(100000, 2);
    QVERIFY(!block.elided());
  }

  void digitsStandStill() {
    const QFont font = theme().font(TextRole::Page);
    QCOMPARE(tabularWidth("1111", font), tabularWidth("8080", font));
    NumberLabel label("11,111");
    const int width = label.sizeHint().width();
    label.setText("88,088");
    QCOMPARE(label.sizeHint().width(), width);
  }

  void aLabelWithAlignedDigitsStillWraps() {
    Label label("12 tokens, and then a sentence that is longer than the line it stands in. It goes on below.", TextRole::Caption);
    label.setTabular(true);
    label.setWrap(true);
    label.resize(160, label.heightForWidth(160));
    const QImage shot = label.grab().toImage();
    const int line = theme().lineBox(TextRole::Caption);
    QVERIFY(shot.height() >= 3 * line);
    const QColor ground = shot.pixelColor(shot.width() - 1, shot.height() - 1);
    const auto inked = [&](int from, int to) {
      for (int y = from; y < to; ++y)
        for (int x = 0; x < shot.width(); ++x)
          if (std::abs(shot.pixelColor(x, y).lightness() - ground.lightness()) > 60) return true;
      return false;
    };
    for (int i = 0; i < 3; ++i) QVERIFY2(inked(i * line, (i + 1) * line), qPrintable(QString::number(i)));
  }

  void labelsShowMarkupAsText() {
    Label label("<b>bold</b> <img src=x>");
    QCOMPARE(label.textFormat(), Qt::PlainText);
  }
};

QTEST_MAIN(LabelTest)
#include "label_test.moc"
