#pragma once

#include <QByteArray>

#include <memory>

namespace workbench {

/// Bytes of a key or of what holds one. Copies share them, and they are overwritten with the last.
class SecretBytes
{
public:
    SecretBytes() = default;
    /// Keeps a copy of its own and wipes what was given.
    explicit SecretBytes(QByteArray&& secret);

    bool isEmpty() const { return m_bytes == nullptr; }

    /// Not to be kept.
    const QByteArray& bytes() const;

    /// For whoever has to have its own, to be wiped afterwards.
    QByteArray copy() const { return {bytes().constData(), bytes().size()}; }

private:
    std::shared_ptr<const QByteArray> m_bytes; ///< null: none
};

} // namespace workbench
