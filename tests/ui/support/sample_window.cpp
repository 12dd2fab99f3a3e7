// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/ui/support/sample_window.h"

#include "core/base/file_ops.h"
#include "tests/support/test_support.h"
#include "ui/pages/welcome/welcome_page.h"
#include "ui/shell/status_bar.h"
#include "ui/widgets/buttons.h"
#include "ui/widgets/cards.h"

#include <QLocale>
#include <QVBoxLayout>

#include <algorithm>

namespace timbre::ui::sample {

bool chinese() { return QLocale().language() == QLocale::Chinese; }
QString say(const char* en, const char* zh) { return QString::fromUtf8(chinese() ? zh : en); }

namespace {

class PlainPage : public Page {
 public:
  PlainPage(QString id, const char* en, const char* zh, QString icon, NavBadge badge) : m_id(std::move(id)), m_en(en), m_zh(zh), m_icon(std::move(icon)), m_badge(std::move(badge)) {
    auto* column = new QVBoxLayout(this);
    auto* empty = new EmptyState(m_icon, this);
    empty->setTexts(say(m_en, m_zh), say("The page itself is drawn elsewhere.", "页面本身另行绘制。"));
    column->addWidget(empty);
  }
  QString id() const override { return m_id; }
  QString title() const override { return say(m_en, m_zh); }
  QString icon() const override { return m_icon; }
  NavBadge badge() const override { return m_badge; }
  QString statusText() const override { return say("All edits saved", "所有编辑已保存"); }
  BadgeKind statusKind() const override { return BadgeKind::Ok; }
  QString selectionText() const override { return say("1 cell selected", "已选 1 个单元格"); }
  QList<QWidget*> headerState() override { return {new Badge(BadgeKind::Mute, say("Version 7", "版本 7")), new Badge(BadgeKind::Accent, "Llama-3.2")}; }
  QList<QWidget*> headerActions() override {
    return {makeButton(ButtonKind::Secondary, say("Import", "导入"), "download"), makeButton(ButtonKind::Secondary, say("Export", "导出"), "upload"),
            makeButton(ButtonKind::Primary, say("Add row", "添加行"), "plus")};
  }

 private:
  QString m_id;
  const char *m_en, *m_zh;
  QString m_icon;
  NavBadge m_badge;
};

}  // namespace

std::string resource(const char* relative) {
  const auto text = base::readFile(testing::sourceFolder() / "resources" / relative, 16 << 20);
  return text.ok() ? *text : std::string();
}

MainWindow* window(bool project, QSize size) {
  ShellCommands commands;
  for (auto* command : {&commands.newProject, &commands.openProject, &commands.importData, &commands.closeProject, &commands.showProjectFolder, &commands.settings,
                        &commands.about, &commands.openLogFolder, &commands.quit})
    *command = [] {};
  auto* out = new MainWindow(commands);
  auto* welcome = new WelcomePage;
  auto personas = parsePersonas(resource("personas/personas.json"));
  if (personas.ok()) {
    for (PersonaTemplate& persona : *personas) {
      const std::string rows = resource(("personas/" + persona.rowsFile.toStdString()).c_str());
      persona.rows = int(std::count(rows.begin(), rows.end(), '\n'));
    }
    welcome->setTemplates(*personas);
  }
  const qint64 now = 1'900'000'000;
  welcome->setRecent({{"/home/u/marv", "Marv", now - 130, 86, false}, {"/home/u/x", "小助手", now - 86400, 120, false}, {"/home/u/s", "Support tone", now - 9LL * 86400, 312, false},
                      {"/home/u/p", "Pirate test", now - 20LL * 86400, -1, true}}, now);
  session::DeviceReport devices;
  devices.devices = {{"cpu", "Intel Xeon, 2 cores", 24ULL << 30, 20ULL << 30, "bf16", ""}};
  devices.threads = 2;
  welcome->setFacts(deviceFacts(devices));
  out->addPage(welcome);
  out->addPage(new PlainPage("dataset", "Dataset", "数据集", "table-2", {BadgeKind::Error, say("2 errors", "2 个错误")}));
  out->addPage(new PlainPage("train", "Train", "训练", "audio-waveform", {BadgeKind::Accent, chinese() ? "76%" : "76 %"}));
  out->addPage(new PlainPage("runs", "Runs", "训练记录", "git-compare", {BadgeKind::Mute, "3"}));
  out->addPage(new PlainPage("chat", "Chat", "对话", "message-circle", {}));
  out->addPage(new PlainPage("export", "Export", "导出", "package", {}));
  out->statusLine()->setItem(3, "cloud-off", say("Offline", "离线"));
  if (project) {
    out->setProject("Marv", say("86 rows, version 7", "86 行，版本 7"));
    out->setRun({.visible = true, .name = "marv-r3", .share = 0.763, .left = say("Step 87 / 114", "第 87 / 114 步"), .right = say("28 s left", "剩余 28 秒")});
    out->setDevice({.icon = "gpu", .name = "RTX 3060", .used = "8.9 / 12 GB", .share = 0.74});
    out->statusLine()->setItem(1, "type", say("Llama-3 tokenizer, 128,256 entries", "Llama-3 分词器，128,256 个词元"));
    out->goTo("dataset");
  }
  out->resize(size);
  return out;
}

}  // namespace timbre::ui::sample
