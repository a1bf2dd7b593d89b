#include "ui/common/byte_text.h"

namespace workbench {

namespace {

constexpr int kPerLine = 12;

QString identifier(const QString& name)
{
    QString made;
    for (const QChar character : name) {
        const bool usable = character.unicode() < 0x80 && character.isLetterOrNumber();
        made += usable ? character : QLatin1Char('_');
    }
    return made.isEmpty() || made.at(0).isDigit() ? QLatin1Char('_') + made : made;
}

} // namespace

QString cArrayText(const QString& name, const QByteArray& bytes)
{
    const QByteArray digits = bytes.toHex();
    QByteArray body;
    body.reserve(bytes.size() * 6 + bytes.size() / kPerLine * 4);
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        body += i % kPerLine == 0 ? "\n    0x" : " 0x";
        body += digits.at(2 * i);
        body += digits.at(2 * i + 1);
        body += ',';
    }
    return QStringLiteral("const unsigned char %1[%2] = {%3\n};\n")
        .arg(identifier(name))
        .arg(bytes.size())
        .arg(QString::fromLatin1(body));
}

} // namespace workbench
