#pragma once

#include "core/base/duration.h"
#include "core/base/error.h"
#include "core/connection/tls_version_set.h"

#include <QDateTime>
#include <QJsonObject>
#include <QString>
#include <QStringList>

#include <optional>

namespace workbench {

/// A value and the word that stands for it in JSON.
template <typename Enum>
struct Word
{
    Enum value;
    const char* word;
};

template <typename Enum, std::size_t N>
QString wordOf(const Word<Enum> (&words)[N], Enum value)
{
    for (const Word<Enum>& candidate : words) {
        if (candidate.value == value) {
            return QString::fromLatin1(candidate.word);
        }
    }
    return {};
}

/// Reads members of one JSON object and remembers the first that is wrong. A member that is not
/// there leaves its target as it is.
class MemberReader
{
public:
    explicit MemberReader(QJsonObject object);

    void text(const char* name, QString& target);
    void flag(const char* name, bool& target);
    void number(const char* name, int lowest, int highest, int& target);
    void port(const char* name, int lowest, quint16& target); ///< `lowest` to 65535
    void texts(const char* name, QStringList& target);
    void duration(const char* name, Milliseconds& target);
    void moment(const char* name, QDateTime& target); ///< ISO 8601 with its zone
    void versions(const char* name, TlsVersionSet& target);

    template <typename Enum, std::size_t N>
    void word(const char* name, const Word<Enum> (&words)[N], Enum& target)
    {
        read(name, &QJsonValue::isString, [&](const QJsonValue& value) {
            for (const Word<Enum>& candidate : words) {
                if (value.toString() == QLatin1String(candidate.word)) {
                    target = candidate.value;
                    return;
                }
            }
            complain(name);
        });
    }

    QJsonObject object(const char* name);

    /// The error of a reader of an object inside this one.
    void take(const std::optional<Error>& error);

    const std::optional<Error>& error() const { return m_error; }

private:
    template <typename Take>
    void read(const char* name, bool (QJsonValue::*hasType)() const, Take take)
    {
        const QJsonValue value = m_object.value(QLatin1String(name));
        if (value.isUndefined()) {
            return; // a member that is not there keeps its default
        }
        if (!(value.*hasType)()) {
            complain(name);
            return;
        }
        take(value);
    }

    void complain(const char* name);

    QJsonObject m_object;
    std::optional<Error> m_error;
};

} // namespace workbench
