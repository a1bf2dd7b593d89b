#pragma once

#include "core/workbench/secret_storage.h"

#include <QHash>
#include <QList>
#include <QTimer>

#include <functional>

namespace workbench::tests {

/// A secret storage in memory, which answers in the next turn of the event loop, refuses, or says
/// nothing until the test lets it.
class FakeStorage final : public SecretStorage
{
public:
    enum class Mood
    {
        Answers,
        Refuses,
        IsSilent,
        IsMissing
    };

    /// What the test looks at; outlives the storage.
    struct State
    {
        Mood mood = Mood::Answers;
        QHash<QString, QByteArray> secrets;
        int reads = 0;
        QList<std::function<void()>> heldBack; ///< answers of one that is silent

        /// What is made a secret of it is wiped.
        QByteArray copyOf(const QString& id) const
        {
            const QByteArray secret = secrets.value(id);
            return {secret.constData(), secret.size()};
        }
    };

    explicit FakeStorage(State& state)
        : m_state(state)
    { }

    bool isAvailable() const override { return m_state.mood != Mood::IsMissing; }

    void read(const QString& id, const Found& found) override
    {
        ++m_state.reads;
        const bool isThere = m_state.secrets.contains(id);
        later([this, id, found, isThere] {
            found(isThere && m_state.mood == Mood::Answers
                      ? Result<SecretBytes>(SecretBytes(m_state.copyOf(id)))
                      : fail(refusal()));
        });
    }

    void write(const QString& id, const SecretBytes& secret, const Done& done) override
    {
        later([this, id, secret, done] {
            if (m_state.mood == Mood::Answers) {
                m_state.secrets.insert(id, secret.copy());
                done({});
            } else {
                done(fail(refusal()));
            }
        });
    }

    void remove(const QString& id, const Done& done) override
    {
        later([this, id, done] {
            m_state.secrets.remove(id);
            done({});
        });
    }

private:
    template <typename Answer>
    void later(Answer answer)
    {
        if (m_state.mood == Mood::IsSilent) {
            m_state.heldBack.append(answer);
        } else {
            QTimer::singleShot(0, &m_context, answer);
        }
    }

    static Error refusal()
    {
        return {.code = ErrorCode::PermissionDenied, .message = QStringLiteral("It is locked.")};
    }

    State& m_state;
    QObject m_context;
};

} // namespace workbench::tests
