// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/studio.h"

#include "core/base/log.h"
#include "core/model/model_places.h"
#include "core/text/chat_encoder.h"
#include "ui/bridge/run_words.h"

#include <QCoreApplication>

namespace timbre::window {

Studio::Studio(session::Backend& backend, std::filesystem::path resources, const std::string& shippedPrices)
    : m_backend(backend),
      m_resources(std::move(resources)),
      m_settings(base::configFolder(), shippedPrices),
      m_hosted(m_resources / "tokenizers" / "rank_files.json", base::cacheFolder() / "tokenizers"),
      m_runs(std::make_unique<session::ThreadHost>(backend, m_leases)),
      m_chats(std::make_unique<session::ChatService>(backend, m_leases)),
      m_exports(std::make_unique<session::ExportService>(backend)),
      m_models(std::make_unique<session::ModelService>(
          backend, session::ShelfPlaces{starterModel(), base::stateFolder(), base::dataFolder() / "models", net::processEnvironment})),
      m_runBridge(std::make_unique<ui::RunBridge>(*m_runs)),
      m_runWorker(std::make_unique<ui::RunWorker>(backend)),
      m_chatBridge(std::make_unique<ui::ChatBridge>(*m_chats)),
      m_exportBridge(std::make_unique<ui::ExportBridge>(*m_exports)),
      m_modelBridge(std::make_unique<ui::ModelBridge>(*m_models)),
      m_projects(std::make_unique<session::ProjectManager>(base::stateFolder(), m_projectBridge.sink())) {
  m_pool.setMaxThreadCount(2);
  connect(&m_settings, &ui::SettingsStore::pricesChanged, this, &Studio::applyPrices);
  connectHosted();
  probeDevices();
}

Studio::~Studio() {
  m_datasetBridge.setService(nullptr);
  m_dataset.reset();
  m_project.reset();
  m_pool.waitForDone();
}

void Studio::setProject(std::shared_ptr<session::Project> project) {
  m_datasetBridge.setService(nullptr);
  // Ending a service joins its threads, which the GUI thread must not wait for.
  if (m_dataset)
    m_pool.start([old = std::exchange(m_dataset, nullptr), oldProject = std::exchange(m_project, nullptr)]() mutable {
      old.reset();
      oldProject.reset();
    });
  m_project = std::move(project);
  m_runBridge->setRunsFolder(m_project ? m_project->runsFolder() : std::filesystem::path());
  m_chatBridge->unload();
  if (m_project) {
    m_dataset = session::createDatasetService(m_project, m_datasetBridge.sink());
    m_datasetBridge.setService(m_dataset.get());
    applyPrices();
    applyHosted();
    useModel(starterModel(), "auto");
  }
  Q_EMIT projectChanged();
}

void Studio::useModel(const std::filesystem::path& folder, const std::string& chatTemplate) {
  struct Loaded {
    base::Result<std::shared_ptr<const text::ChatEncoder>> encoder;
    QString name;
  };
  if (std::exchange(m_encoderFolder, folder) != folder) Q_EMIT encoderChanged({});
  inBackground(
      [folder, chatTemplate]() -> Loaded {
        const auto places = model::modelsAt(folder);
        const bool known = places.ok() && places->size() == 1;
        const QString name = known ? QString::fromStdString(places->front().name) : ui::fromPath(folder.filename());
        auto encoder = text::ChatEncoder::load(folder, chatTemplate);
        if (!encoder.ok()) return {encoder.error(), name};
        return {std::make_shared<const text::ChatEncoder>(std::move(encoder).value()), name};
      },
      [this, folder, asked = ++m_modelsAsked](const Loaded& loaded) {
        if (asked != m_modelsAsked) return;  // another one was chosen while this one was read
        const bool ok = loaded.encoder.ok();
        // Figures of the model before would stand under the name of this one.
        if (m_dataset) m_dataset->setEncoder(ok ? *loaded.encoder : nullptr, ok ? folder.filename().string() : std::string());
        Q_EMIT encoderChanged(ok ? loaded.name : QString());
        if (!ok) Q_EMIT modelFailed(loaded.encoder.error());
      });
}

void Studio::probeDevices() {
  inBackground([this] { return m_backend.devices(); },
               [this](jobs::DeviceReport report) { setDevices(std::move(report)); });
}

void Studio::setDevices(jobs::DeviceReport report) {
  m_devices = std::move(report);
  Q_EMIT devicesKnown();
}

void Studio::applyPrices() {
  if (!m_dataset) return;
  std::vector<data::Price> prices;
  const ui::PriceTable& table = m_settings.prices();
  for (const auto& row : table.rows)
    prices.push_back({row.id, row.name, row.train, row.currency, row.date.empty() ? table.date : row.date, row.encoding,
                      row.maxTokens});
  const std::string chosen = prices.empty() ? std::string() : prices.front().id;
  m_dataset->setPrices(std::move(prices), chosen);
}

void Studio::connectHosted() {
  const auto follow = [this] {
    m_hosted.setChosen(m_settings.settings().rankFolder);
    m_hosted.setEncoding(m_settings.prices().rows.empty() ? std::string() : m_settings.prices().rows.front().encoding);
  };
  connect(&m_settings, &ui::SettingsStore::settingsChanged, this, follow);
  connect(&m_settings, &ui::SettingsStore::pricesChanged, this, follow);
  connect(&m_hosted, &ui::HostedTokens::counterChanged, this, &Studio::applyHosted);
  connect(&m_hosted, &ui::HostedTokens::chosen, this, [this](const std::filesystem::path& path) {
    ui::AppSettings settings = m_settings.settings();
    settings.rankFolder = path.string();
    m_settings.setSettings(settings);
  });
  follow();
}

void Studio::applyHosted() {
  if (!m_dataset) return;
  const auto& counter = m_hosted.counter();
  m_dataset->setHostedCounter(counter ? counter->counter : data::TokenCounter(),
                              counter ? counter->encoding : std::string());
}

}  // namespace timbre::window
