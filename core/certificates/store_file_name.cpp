#include "core/certificates/store_file_name.h"

#include "core/certificates/certificate_text.h"

#include <algorithm>

namespace workbench {
namespace {

/// Leaves room for ".pem" and a temporary name in the 255 bytes that file systems allow.
constexpr qsizetype kLongestStem = 235;

enum class Letters
{
    Kept,
    Encoded
};

bool isPlain(char byte, Letters letters)
{
    static const QByteArray forbidden = QByteArrayLiteral("%/\\:*?\"<>|");
    const auto code = static_cast<unsigned char>(byte);
    if (code < 0x20 || code == 0x7f || forbidden.contains(byte)) {
        return false;
    }
    const bool isLetter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
    return !isLetter || letters == Letters::Kept;
}

/// Names that Windows keeps for devices, with any ending.
bool isDeviceName(const QString& name)
{
    static const QStringList devices = {QStringLiteral("CON"),
                                        QStringLiteral("PRN"),
                                        QStringLiteral("AUX"),
                                        QStringLiteral("NUL"),
                                        QStringLiteral("COM"),
                                        QStringLiteral("LPT")};
    const QString stem = name.section(QLatin1Char('.'), 0, 0).toUpper();
    const bool numbered = stem.size() == 4 && stem.at(3).isDigit();
    return devices.contains(numbered ? stem.left(3) : stem);
}

void appendEncoded(QByteArray& encoded, char byte)
{
    encoded += '%';
    encoded += QByteArray(1, byte).toHex().toUpper();
}

QByteArray encode(const QString& name, Letters letters)
{
    const QByteArray utf8 = name.toUtf8();
    QByteArray encoded;
    for (qsizetype i = 0; i < utf8.size(); ++i) {
        const char byte = utf8.at(i);
        const bool hidden = i == 0 && (byte == '.' || isDeviceName(name));
        if (!hidden && isPlain(byte, letters)) {
            encoded += byte;
        } else {
            appendEncoded(encoded, byte);
        }
    }
    return encoded;
}

Error unusable(const QString& message, const QString& remedy)
{
    return {.code = ErrorCode::InvalidInput,
            .message = message,
            .remedy = remedy,
            .where = QStringLiteral("name")};
}

} // namespace

Result<QString>
storeFileName(const QString& entryName, const QStringList& takenFiles, const QString& suffix)
{
    if (entryName.trimmed().isEmpty()) {
        return fail(
            unusable(CertificateText::tr("The name is empty."),
                     CertificateText::tr("Give the certificate a name, for instance shop.")));
    }
    const bool hasControl = std::any_of(entryName.begin(), entryName.end(), [](QChar character) {
        return character.category() == QChar::Other_Control || character.isNull();
    });
    if (hasControl) {
        return fail(unusable(CertificateText::tr("The name contains a control character."),
                             CertificateText::tr("Leave line ends and tabs out of it.")));
    }
    QString fileName = QString::fromUtf8(encode(entryName, Letters::Kept)) + suffix;
    const bool clashes
        = std::any_of(takenFiles.begin(), takenFiles.end(), [&fileName](const QString& taken) {
              return taken.compare(fileName, Qt::CaseInsensitive) == 0;
          });
    if (clashes) {
        fileName = QString::fromUtf8(encode(entryName, Letters::Encoded)) + suffix;
    }
    if (fileName.toUtf8().size() > kLongestStem + suffix.size()) {
        return fail(unusable(CertificateText::tr("The name is too long for a file name."),
                             CertificateText::tr("Use at most about 70 characters.")));
    }
    return fileName;
}

Result<QString> freeFileName(const QString& wish, const QStringList& takenFiles)
{
    Result<QString> name = storeFileName(wish, {});
    for (int number = 2; name && takenFiles.contains(*name, Qt::CaseInsensitive); ++number) {
        name = storeFileName(QStringLiteral("%1 %2").arg(wish).arg(number), {});
    }
    return name;
}

QString entryNameOf(const QString& fileName, const QString& suffix)
{
    QByteArray stem = fileName.toUtf8();
    if (fileName.endsWith(suffix, Qt::CaseInsensitive)) {
        stem.chop(suffix.size());
    }
    QByteArray name;
    for (qsizetype i = 0; i < stem.size(); ++i) {
        bool isByte = false;
        const uint byte
            = stem.at(i) == '%' && i + 2 < stem.size() ? stem.mid(i + 1, 2).toUInt(&isByte, 16) : 0;
        if (isByte) {
            name += static_cast<char>(byte);
            i += 2;
        } else {
            name += stem.at(i);
        }
    }
    return QString::fromUtf8(name);
}

} // namespace workbench
