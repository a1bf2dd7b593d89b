#include "core/base/printable_text.h"

namespace workbench {

bool isControl(char32_t character)
{
    const QChar::Category category = QChar::category(character);
    return category == QChar::Other_Control || category == QChar::Other_Format
        || category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
}

QString withoutControls(QString text)
{
    for (QChar& letter : text) {
        if (isControl(letter.unicode())) {
            letter = QLatin1Char('.');
        }
    }
    return text;
}

} // namespace workbench
