// SPDX-License-Identifier: GPL-3.0-or-later
// A project with a dataset service and everything that it said, to be asked one thing after the other.
#pragma once

#include "tests/session/dataset_probe.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace timbre::testing {

using namespace session;

/// A project with `rows` imported and its service.
struct Desk {
  TempFolder folder;
  DatasetProbe probe;
  std::shared_ptr<Project> project;
  std::unique_ptr<DatasetService> service;
  ViewReady view;

  explicit Desk(const std::string& rows = {}) {
    auto made = createProject(folder.path() / "p");
    if (!made.ok()) qFatal("%s", made.error().code.c_str());
    project = *made;
    service = createDatasetService(project, probe.sink());
    view = *probe.wait<ViewReady>();
    if (!rows.empty()) {
      writeFile(folder.path() / "in.jsonl", rows);
      const auto done = probe.wait<ImportDone>(service->importFile(folder.path() / "in.jsonl"));
      if (!done || done->error) qFatal("import: %s", done ? done->error->code.c_str() : "no answer");
      view = *probe.wait<ViewReady>();
    }
  }
  ~Desk() { service.reset(); }

  std::vector<RowSummary> page(std::int64_t first = 0, std::int64_t count = 100) {
    service->requestPage(view.generation, first, count);
    auto ready = probe.wait<PageReady>();
    return ready ? ready->rows : std::vector<RowSummary>();
  }
  std::string users() {
    std::string out;
    for (const RowSummary& row : page()) out += (out.empty() ? "" : ",") + row.user;
    return out;
  }
  EditDone edit(Edit value) {
    const auto done = probe.wait<EditDone>(service->submit(std::move(value)));
    if (!done) qFatal("no answer to an edit");
    if (!done->error && done->structure) view = *probe.wait<ViewReady>();
    return *done;
  }
  EditDone step(Ticket ticket) {
    const auto done = probe.wait<EditDone>(ticket);
    if (!done) qFatal("no answer to undo");
    if (done->structure) view = *probe.wait<ViewReady>();
    return *done;
  }
  void apply(const ViewSpec& spec) { view = *probe.wait<ViewReady>(service->setView(spec)); }
  std::string exported() {
    const auto path = folder.path() / "out.jsonl";
    const auto done = probe.wait<ExportDone>(service->exportFile(path, {.overwrite = true}));
    if (!done || done->error) qFatal("export");
    return readFile(path);
  }
  RowReady row(RowId id) { return *probe.wait<RowReady>(service->requestRow(id)); }
  ProblemsChanged checked() {
    return *probe.wait<ProblemsChanged>([&](const ProblemsChanged& p) { return p.checked == p.total && p.total == view.total; });
  }
};

}  // namespace timbre::testing
