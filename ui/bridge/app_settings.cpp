// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/bridge/app_settings.h"

#include <QMetaObject>

#include <algorithm>
#include <cmath>

namespace timbre::ui {

namespace {

constexpr std::uint64_t kLimit = 4 << 20;
constexpr const char* kSettingsFile = "settings.json";
constexpr const char* kPricesFile = "prices.json";

bool oneOf(const std::string& value, std::initializer_list<const char*> allowed) {
  return std::any_of(allowed.begin(), allowed.end(), [&](const char* a) { return value == a; });
}

}  // namespace

base::Result<PriceTable> priceTableFromJson(std::string_view text, std::string_view path) {
  TIMBRE_ASSIGN(const base::Json json, base::parseJson(text, path, {.depth = 8, .bytes = kLimit, .values = 100'000}));
  PriceTable table;
  table.date = base::stringOr(json, "date");
  table.note = base::stringOr(json, "note");
  const base::Json* prices = base::member(json, "prices");
  if (!prices || !prices->is_array()) return base::Error("data.prices_invalid", {{"reason", "no list \"prices\""}}, path);
  for (const base::Json& entry : *prices) {
    PriceRow row{base::stringOr(entry, "id"), base::stringOr(entry, "name"), base::numberOr(entry, "train", -1), base::stringOr(entry, "currency", "USD"),
                 base::stringOr(entry, "encoding"), base::stringOr(entry, "date"), std::max(0LL, base::integerOr(entry, "max_tokens", 0))};
    if (row.id.empty() || !std::isfinite(row.train) || row.train < 0) return base::Error("data.prices_invalid", {{"reason", "an entry without id or price"}}, path);
    if (row.name.empty()) row.name = row.id;
    table.rows.push_back(std::move(row));
  }
  return table;
}

std::string toJsonText(const PriceTable& table) {
  base::Json json = {{"format_version", 1}, {"date", table.date}};
  if (!table.note.empty()) json["note"] = table.note;
  json["prices"] = base::Json::array();
  for (const PriceRow& row : table.rows) {
    base::Json entry = {{"id", row.id}, {"name", row.name}, {"train", row.train}, {"currency", row.currency}};
    if (!row.encoding.empty()) entry["encoding"] = row.encoding;
    if (row.maxTokens > 0) entry["max_tokens"] = row.maxTokens;
    if (!row.date.empty()) entry["date"] = row.date;
    json["prices"].push_back(std::move(entry));
  }
  return base::dumpJson(json, 2) + "\n";
}

AppSettings settingsFromJson(const base::Json& json) {
  AppSettings out;
  if (!json.is_object()) return out;
  if (const std::string theme = base::stringOr(json, "theme"); oneOf(theme, {"system", "light", "dark"})) out.theme = theme;
  if (const std::string language = base::stringOr(json, "language"); oneOf(language, {"", "en", "zh_CN"})) out.language = language;
  if (const double scale = base::numberOr(json, "text_scale", 1.0); scale >= 1.0 && scale <= 2.0) out.textScale = scale;
  out.motion = base::boolOr(json, "motion", true);
  if (const std::string device = base::stringOr(json, "device", "auto"); !device.empty()) out.device = device;
  out.threads = int(std::clamp<long long>(base::integerOr(json, "threads", 0), 0, 1024));
  out.rankFolder = base::stringOr(json, "rank_folder");
  for (const auto& [key, value] : json.items())
    if (!oneOf(key, {"format_version", "theme", "language", "text_scale", "motion", "device", "threads", "rank_folder"})) out.other[key] = value;
  return out;
}

base::Json toJson(const AppSettings& s) {
  base::Json json = {{"format_version", 1}, {"theme", s.theme}, {"language", s.language}, {"text_scale", s.textScale}, {"motion", s.motion},
                     {"device", s.device}, {"threads", s.threads}, {"rank_folder", s.rankFolder}};
  for (const auto& [key, value] : s.other.items()) json[key] = value;
  return json;
}

SettingsStore::SettingsStore(std::filesystem::path folder, const std::string& shippedPrices, QObject* parent) : QObject(parent), m_folder(std::move(folder)) {
  m_writer.setMaxThreadCount(1);
  if (const auto text = base::readFile(m_folder / kSettingsFile, kLimit); text.ok())
    if (const auto json = base::parseJson(*text, base::displayPath(m_folder / kSettingsFile), {.depth = 16, .bytes = kLimit, .values = 100'000}); json.ok())
      m_settings = settingsFromJson(*json);
  if (auto shipped = priceTableFromJson(shippedPrices); shipped.ok()) m_shipped = *shipped;
  m_prices = m_shipped;
  if (const auto text = base::readFile(m_folder / kPricesFile, kLimit); text.ok())
    if (auto own = priceTableFromJson(*text, base::displayPath(m_folder / kPricesFile)); own.ok()) m_prices = *own;
}

SettingsStore::~SettingsStore() { m_writer.waitForDone(); }

void SettingsStore::setSettings(const AppSettings& settings) {
  if (settings == m_settings) return;
  m_settings = settings;
  write(m_folder / kSettingsFile, base::dumpJson(toJson(settings), 2) + "\n");
  Q_EMIT settingsChanged();
}

void SettingsStore::setPrices(const PriceTable& prices) {
  if (prices == m_prices) return;
  m_prices = prices;
  write(m_folder / kPricesFile, toJsonText(prices));
  Q_EMIT pricesChanged();
}

void SettingsStore::write(const std::filesystem::path& file, std::string bytes) {
  m_writer.start([this, file, bytes = std::move(bytes)] {
    base::Result<void> done = m_ops.makeFolder(m_folder);
    if (done.ok()) done = base::writeFileAtomic(m_ops, file, bytes);
    if (done.ok()) return;
    QMetaObject::invokeMethod(this, [this, error = done.error()] { Q_EMIT saveFailed(error); }, Qt::QueuedConnection);
  });
}

}  // namespace timbre::ui
