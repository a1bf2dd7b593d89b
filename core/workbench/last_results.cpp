#include "core/workbench/last_results.h"

#include "core/base/atomic_file.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>
#include <array>

namespace workbench {
namespace {

constexpr qint64 kLargestFile = 16 << 20;
const QLatin1String kSchema("tls-workbench/last-results/1");

constexpr std::array kResults {ConnectionResult::Established,
                               ConnectionResult::Failed,
                               ConnectionResult::Cancelled,
                               ConnectionResult::TimedOut};

std::optional<LastResult> fromJson(const QJsonObject& object)
{
    const QString word = object.value(QStringLiteral("result")).toString();
    const auto* const known
        = std::find_if(kResults.begin(), kResults.end(), [&](ConnectionResult result) {
              return word == QLatin1String(toIdentifier(result));
          });
    if (known == kResults.end()) {
        return std::nullopt;
    }
    return LastResult {.result = *known,
                       .warned = object.value(QStringLiteral("warned")).toBool(),
                       .time = QDateTime::fromString(
                           object.value(QStringLiteral("time")).toString(), Qt::ISODateWithMs)};
}

QJsonObject toJson(const LastResult& result)
{
    return {{QStringLiteral("result"), QLatin1String(toIdentifier(result.result))},
            {QStringLiteral("warned"), result.warned},
            {QStringLiteral("time"), result.time.toUTC().toString(Qt::ISODateWithMs)}};
}

} // namespace

void LastResults::read(const QString& path)
{
    m_path = path;
    m_results.clear();
    m_changed = false;
    const Result<QByteArray> content = readFile(path, kLargestFile);
    const QJsonObject root = content ? QJsonDocument::fromJson(*content).object() : QJsonObject();
    if (root.value(QStringLiteral("schema")).toString() != kSchema) {
        return;
    }
    const QJsonObject clients = root.value(QStringLiteral("clients")).toObject();
    for (auto client = clients.begin(); client != clients.end(); ++client) {
        if (const std::optional<LastResult> result = fromJson(client.value().toObject())) {
            m_results.insert(client.key(), *result);
        }
    }
}

std::optional<QByteArray> LastResults::takeUnwritten()
{
    if (!m_changed || m_path.isEmpty()) {
        return std::nullopt;
    }
    m_changed = false;
    QJsonObject clients;
    for (auto result = m_results.cbegin(); result != m_results.cend(); ++result) {
        clients.insert(result.key(), toJson(result.value()));
    }
    const QJsonObject root {{QStringLiteral("schema"), QString(kSchema)},
                            {QStringLiteral("clients"), clients}};
    return QJsonDocument(root).toJson(QJsonDocument::Indented);
}

void LastResults::note(const ConnectionRecord& record, const QList<Finding>& findings)
{
    if (record.role != Role::Client || record.result == ConnectionResult::InProgress) {
        return;
    }
    quint64& noted = m_noted[record.name];
    if (record.id < noted) {
        return; // it took longer to end than the one after it, or is diagnosed again
    }
    noted = record.id;
    const LastResult result {
        .result = record.result,
        .warned = std::any_of(findings.begin(),
                              findings.end(),
                              [](const Finding& one) { return one.severity != Severity::Note; }),
        .time = record.started};
    LastResult& kept = m_results[record.name];
    m_changed = m_changed || kept != result;
    kept = result;
}

void LastResults::rename(const QString& name, const QString& newName)
{
    if (m_noted.contains(name)) {
        m_noted.insert(newName, m_noted.take(name));
    }
    const auto position = m_results.find(name);
    if (position != m_results.end() && name != newName) {
        const LastResult result = *position;
        m_results.erase(position);
        m_results.insert(newName, result);
        m_changed = true;
    }
}

void LastResults::restore(const QString& name, const LastResult& result)
{
    m_results.insert(name, result);
    m_changed = true;
}

void LastResults::remove(const QString& name)
{
    m_noted.remove(name);
    m_changed = m_results.remove(name) > 0 || m_changed;
}

void LastResults::keepOnly(const QStringList& names)
{
    for (const QString& name : m_results.keys()) {
        if (!names.contains(name)) {
            remove(name);
        }
    }
}

std::optional<LastResult> LastResults::find(const QString& name) const
{
    const auto position = m_results.find(name);
    return position == m_results.end() ? std::nullopt : std::optional<LastResult>(*position);
}

} // namespace workbench
