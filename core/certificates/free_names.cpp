#include "core/certificates/free_names.h"

#include "core/certificates/certificate_text.h"
#include "core/certificates/store_file_name.h"

#include <algorithm>

namespace workbench {
namespace {

/// Subjects may hold what no file name can.
QString usable(const QString& wish)
{
    constexpr qsizetype kLongest = 60;
    QString plain = wish.trimmed();
    if (!storeFileName(plain, {})) {
        plain.removeIf([](QChar character) {
            return character.category() == QChar::Other_Control || character.isNull();
        });
        plain = plain.left(kLongest).trimmed();
    }
    return storeFileName(plain, {}) ? plain : CertificateText::tr("certificate");
}

} // namespace

FreeNames::FreeNames(const QList<StoreEntry>& entries)
{
    for (const StoreEntry& entry : entries) {
        m_taken.insert(entry.name);
    }
}

QString FreeNames::take(const QString& wish)
{
    const QString base = usable(wish);
    QString name = base;
    int& number = m_numbers[base];
    while (m_taken.contains(name)) {
        number = std::max(number + 1, 2);
        name = base + QLatin1Char(' ') + QString::number(number);
    }
    m_taken.insert(name);
    return name;
}

} // namespace workbench
