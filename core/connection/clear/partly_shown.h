#pragma once

#include <QByteArray>

namespace workbench {

/// What is kept of bytes in which secrets may stand: some of them, and how many were left out
/// between. Walks over what has come, of which the first part was dealt with before.
class PartlyShown
{
public:
    /// `before` stands in front of `bytes`, and is looked at but not kept once more.
    PartlyShown(const QByteArray& before, const QByteArray& bytes);

    const QByteArray& all() const { return m_all; } ///< both

    /// What was not walked over yet; a view, valid as long as this is.
    QByteArray rest() const
    {
        return QByteArray::fromRawData(m_all.constData() + m_place, m_all.size() - m_place);
    }

    void show(qsizetype count); ///< as many of the next bytes as there are
    void hide(qsizetype count);

    /// Bytes that nobody understands: TLS is shown, of a text its first word, of anything else
    /// what is enough to tell protocols apart.
    void showStrange();

    /// The end; the rest is hidden.
    QByteArray take();

private:
    void noteHidden();

    QByteArray m_all;
    qsizetype m_from; ///< where `bytes` begin
    qsizetype m_place = 0;
    qsizetype m_hidden = 0; ///< since the last that is shown
    QByteArray m_kept;
};

/// How long the first word of a text is, with the blanks before it, as far as one is shown.
qsizetype firstWordLength(const QByteArray& text);

} // namespace workbench
