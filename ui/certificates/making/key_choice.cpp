#include "ui/certificates/making/key_choice.h"

#include "core/certificates/certificate_issuer.h"

#include <QComboBox>
#include <QCoreApplication>

namespace workbench {

namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(KeyChoice)
};

constexpr int kLeastBits = 2048;
constexpr int kSlowBits = 8192;

int rsaBits(const QString& specification)
{
    const QString prefix = QStringLiteral("rsa:");
    return specification.startsWith(prefix) ? specification.mid(prefix.size()).toInt() : 0;
}

} // namespace

QString keyWords(const QString& specification)
{
    QString text = specification;
    text.replace(QLatin1String("rsa:"), QLatin1String("RSA "));
    text.replace(QLatin1String("ec:"), QLatin1String("EC "));
    text.replace(QLatin1String("ed"), QLatin1String("Ed"));
    return text;
}

void fillKeyChoice(QComboBox* choice)
{
    const QStringList usual = supportedKeySpecifications();
    for (const QString& specification : usual) {
        choice->addItem(keyWords(specification), specification);
    }
    choice->addItem(Text::tr("RSA 8192 (slow)"), QStringLiteral("rsa:8192"));
    choice->addItem(Text::tr("RSA 1024 (weak, refused)"), QStringLiteral("rsa:1024"));
    choice->addItem(Text::tr("RSA 512 (broken, refused)"), QStringLiteral("rsa:512"));
}

void chooseKey(QComboBox* choice, const QString& specification)
{
    int index = choice->findData(specification, Qt::UserRole, Qt::MatchFixedString);
    if (index < 0) {
        choice->addItem(keyWords(specification), specification);
        index = choice->count() - 1;
    }
    choice->setCurrentIndex(index);
}

QString keyWarning(const QString& specification)
{
    const int bits = rsaBits(specification);
    if (bits > 0 && bits < kLeastBits) {
        return Text::tr("Knowingly bad: TLS libraries refuse it at their usual security level.");
    }
    return bits >= kSlowBits ? Text::tr("Making it takes up to a minute; handshakes are slow, too.")
                             : QString();
}

} // namespace workbench
