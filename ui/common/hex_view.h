#pragma once

#include <QByteArray>
#include <QPlainTextEdit>

namespace workbench {

/// Offset, bytes in hexadecimal and as text, 16 a line; read-only, selectable, spoken by screen
/// readers. One range of bytes can be marked.
class HexView : public QPlainTextEdit
{
    Q_OBJECT

public:
    explicit HexView(QWidget* parent = nullptr);

    /// At most the first 64 KiB are shown; the last line says how much more there is.
    void setBytes(const QByteArray& bytes);

    QByteArray bytes() const { return m_bytes; }

    /// Marks `length` bytes from `offset` in both columns; length 0: none.
    void setMarkedRange(int offset, int length);

    /// The lines shown for these bytes; "0000  16 03 01 …  …".
    static QString dump(const QByteArray& bytes);

private:
    QByteArray m_bytes;
};

} // namespace workbench
