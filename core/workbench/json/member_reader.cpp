#include "core/workbench/json/member_reader.h"

#include <QCoreApplication>
#include <QJsonArray>

#include <utility>

namespace workbench {

MemberReader::MemberReader(QJsonObject object)
    : m_object(std::move(object))
{ }

void MemberReader::complain(const char* name)
{
    if (!m_error) {
        m_error = Error {
            .code = ErrorCode::InvalidInput,
            .message = QCoreApplication::translate("ProfileJson", "The member “%1” cannot be read.")
                           .arg(QLatin1String(name)),
            .where = QString::fromLatin1(name)};
    }
}

void MemberReader::text(const char* name, QString& target)
{
    read(name, &QJsonValue::isString, [&](const QJsonValue& value) { target = value.toString(); });
}

void MemberReader::flag(const char* name, bool& target)
{
    read(name, &QJsonValue::isBool, [&](const QJsonValue& value) { target = value.toBool(); });
}

void MemberReader::number(const char* name, int lowest, int highest, int& target)
{
    read(name, &QJsonValue::isDouble, [&](const QJsonValue& value) {
        const int given = value.toInt(lowest - 1);
        if (given < lowest || given > highest) {
            complain(name);
        } else {
            target = given;
        }
    });
}

void MemberReader::port(const char* name, int lowest, quint16& target)
{
    constexpr int kHighestPort = 65535;
    int port = target;
    number(name, lowest, kHighestPort, port);
    target = static_cast<quint16>(port);
}

void MemberReader::texts(const char* name, QStringList& target)
{
    read(name, &QJsonValue::isArray, [&](const QJsonValue& value) {
        target.clear();
        const QJsonArray items = value.toArray();
        for (const auto& item : items) {
            if (!item.isString()) {
                complain(name);
                return;
            }
            target.append(item.toString());
        }
    });
}

void MemberReader::duration(const char* name, Milliseconds& target)
{
    read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
        const Result<Milliseconds> parsed = parseDuration(value.toString());
        parsed ? static_cast<void>(target = *parsed) : complain(name);
    });
}

void MemberReader::moment(const char* name, QDateTime& target)
{
    read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
        const QDateTime parsed = QDateTime::fromString(value.toString(), Qt::ISODate);
        parsed.isValid() ? static_cast<void>(target = parsed.toUTC()) : complain(name);
    });
}

void MemberReader::versions(const char* name, TlsVersionSet& target)
{
    read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
        const Result<TlsVersionSet> parsed = parseTlsVersions(value.toString());
        parsed ? static_cast<void>(target = *parsed) : complain(name);
    });
}

QJsonObject MemberReader::object(const char* name)
{
    QJsonObject found;
    read(name, &QJsonValue::isObject, [&](const QJsonValue& value) { found = value.toObject(); });
    return found;
}

void MemberReader::take(const std::optional<Error>& error)
{
    if (!m_error) {
        m_error = error;
    }
}

} // namespace workbench
