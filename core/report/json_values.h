#pragma once

#include <QDateTime>
#include <QJsonArray>
#include <QJsonValue>
#include <QString>

#include <string>

/// What the values of all JSON documents are made of.
namespace workbench::json {

inline QJsonValue text(const char* word)
{
    return QString::fromLatin1(word);
}

inline QJsonValue text(const std::string& name)
{
    return QString::fromStdString(name);
}

inline QJsonValue textOrNull(const QString& value)
{
    return value.isEmpty() ? QJsonValue(QJsonValue::Null) : QJsonValue(value);
}

/// RFC 3339 with milliseconds, in UTC.
inline QJsonValue timeOrNull(const QDateTime& time)
{
    return time.isValid() ? QJsonValue(time.toUTC().toString(Qt::ISODateWithMs))
                          : QJsonValue(QJsonValue::Null);
}

template <typename List, typename Function>
QJsonArray array(const List& values, Function toValue)
{
    QJsonArray result;
    for (const auto& value : values) {
        result.append(toValue(value));
    }
    return result;
}

} // namespace workbench::json
