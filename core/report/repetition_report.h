#pragma once

#include "core/base/error.h"
#include "core/connection/repetition.h"
#include "core/diagnosis/finding.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace workbench {

/// The document `tls-workbench/repetition/1`: `name`, `count` (connections that were made),
/// `asked`, `results` (how many of each), `by_versions` (the same for each set of versions that was
/// offered; more than one where the client's had a hole), `resumed` (null where no session was
/// there to take up), `whole_us` of those established and `phases` of those done: `min`, `median`,
/// `p95`, `max` in microseconds, `count` of what they are made of; `fault`: why it ended early, or
/// null.
QJsonObject toJson(const Repetition& repetition,
                   const QString& name,
                   int asked,
                   const std::optional<Error>& fault = {});

/// The same for people.
QString toText(const Repetition& repetition, int asked, bool colour);

/// "10 of 10 connections made: 9 connected, 1 failed".
QString summaryLine(const Repetition& repetition, int asked);

/// "TLS 1.0: 1 failed; TLS 1.2, TLS 1.3: 1 connected". Empty where all offered the same versions.
QString versionsLine(const Repetition& repetition);

/// "until connected: min 1.20 ms, median …". Empty where none was established.
QString spreadLine(const Repetition& repetition);

/// One of the connections in one line: number, sign, outcome, what was agreed or what is wrong.
QString
toLine(const ConnectionRecord& record, const QList<Finding>& findings, int number, bool colour);

} // namespace workbench
