#include "core/certificates/passphrase_strength.h"

#include "core/base/wipe.h"
#include "core/certificates/certificate_text.h"

#include <QStringList>

#include <algorithm>
#include <array>
#include <cmath>

namespace workbench {
namespace {

// What one guess costs comes from the key's encryption; these are the borders of everyday words.
constexpr int kWeak = 28;
constexpr int kFair = 45;
constexpr int kGood = 60;
constexpr int kStrong = 90;

constexpr double kKnownBits = 7; // one of the hundred that are tried first
constexpr double kYearBits = 7;
constexpr double kBitsOfWordLetter = 2.5; // of a language, not of chance
constexpr double kBitsOfWord = 14; // one of 16,000
constexpr double kBitsOfRun = 2; // where a row begins, which way it goes

const QStringList& knownPasswords()
{
    static const QStringList kKnown {
        QStringLiteral("password"), QStringLiteral("passwort"), QStringLiteral("passphrase"),
        QStringLiteral("letmein"),  QStringLiteral("welcome"),  QStringLiteral("changeit"),
        QStringLiteral("changeme"), QStringLiteral("secret"),   QStringLiteral("geheim"),
        QStringLiteral("iloveyou"), QStringLiteral("dragon"),   QStringLiteral("monkey"),
        QStringLiteral("master"),   QStringLiteral("admin"),    QStringLiteral("root"),
        QStringLiteral("login"),    QStringLiteral("test"),     QStringLiteral("hello"),
        QStringLiteral("football"), QStringLiteral("princess"), QStringLiteral("sunshine"),
        QStringLiteral("shadow"),   QStringLiteral("trustno"),  QStringLiteral("default"),
        QStringLiteral("sesame"),   QStringLiteral("qwerty"),   QStringLiteral("qwertz"),
        QStringLiteral("azerty"),   QStringLiteral("abc"),      QStringLiteral("123"),
    };
    return kKnown;
}

/// The letter that people write as this digit or sign.
QChar unmasked(QChar character)
{
    static const QString kMasks = QStringLiteral("0134578@$!");
    static const QString kLetters = QStringLiteral("oleastbasi");
    const qsizetype place = kMasks.indexOf(character);
    return place < 0 ? character.toLower() : kLetters.at(place);
}

QString unmasked(const QString& text)
{
    QString plain = text;
    std::transform(plain.begin(), plain.end(), plain.begin(), [](QChar character) {
        return unmasked(character);
    });
    return plain;
}

/// How many characters somebody has to try for one like this.
double alphabetBits(QChar character)
{
    constexpr double kDigits = 10;
    constexpr double kLetters = 26;
    constexpr double kSigns = 33;
    constexpr double kOthers = 100;
    if (character.isDigit()) {
        return std::log2(kDigits);
    }
    if (character.unicode() < 0x80) {
        return std::log2(character.isLetter() ? kLetters : kSigns);
    }
    return std::log2(kOthers);
}

/// A piece of the passphrase that begins at some place.
struct Piece
{
    qsizetype length = 0; ///< 0: there is no such piece here
    double bits = 0;
};

Piece knownAt(const QString& text, const QString& plain, qsizetype from)
{
    Piece longest;
    for (const QString& known : knownPasswords()) {
        const bool isHere = QStringView(plain).sliced(from).startsWith(known)
            || QStringView(text).sliced(from).startsWith(known, Qt::CaseInsensitive);
        if (isHere && known.size() > longest.length) {
            const QStringView written = QStringView(text).mid(from, known.size());
            longest = {known.size(), kKnownBits + (written == known ? 0 : 2)};
        }
    }
    return longest;
}

bool isNeighbour(QChar left, QChar right)
{
    constexpr std::array kRows {QLatin1String("qwertzuiop"),
                                QLatin1String("qwertyuiop"),
                                QLatin1String("asdfghjkl"),
                                QLatin1String("yxcvbnm"),
                                QLatin1String("zxcvbnm"),
                                QLatin1String("1234567890")};
    if (std::abs(left.unicode() - right.unicode()) <= 1) {
        return true; // the same again, or the next one of the alphabet
    }
    return std::any_of(kRows.begin(), kRows.end(), [&](QLatin1String row) {
        const QString keys(row);
        const qsizetype one = keys.indexOf(left.toLower());
        const qsizetype other = keys.indexOf(right.toLower());
        return one >= 0 && other >= 0 && std::abs(one - other) == 1;
    });
}

/// "aaaa", "4567", "qwert".
Piece runAt(const QString& text, qsizetype from)
{
    constexpr qsizetype kShortest = 3;
    qsizetype end = from + 1;
    while (end < text.size() && isNeighbour(text.at(end - 1), text.at(end))) {
        ++end;
    }
    const qsizetype length = end - from;
    return length < kShortest
        ? Piece {}
        : Piece {length,
                 alphabetBits(text.at(from)) + kBitsOfRun + std::log2(static_cast<double>(length))};
}

Piece yearAt(const QString& text, qsizetype from)
{
    constexpr qsizetype kDigits = 4;
    const QStringView part = QStringView(text).mid(from, kDigits);
    const bool isYear = part.size() == kDigits
        && std::all_of(part.begin(), part.end(), [](QChar one) { return one.isDigit(); })
        && (part.startsWith(QLatin1String("19")) || part.startsWith(QLatin1String("20")));
    return isYear ? Piece {kDigits, kYearBits} : Piece {};
}

bool isVowel(QChar letter)
{
    return QStringLiteral("aeiouyäöüáéíóúàèìòùâêîôû").contains(letter.toLower());
}

/// Letters that can be spoken: never four consonants or vowels in a row.
Piece wordAt(const QString& text, qsizetype from)
{
    constexpr qsizetype kShortest = 3;
    constexpr int kLongestRow = 3;
    qsizetype end = from;
    int row = 0;
    while (end < text.size() && text.at(end).isLetter()) {
        const bool sameKind = end > from && isVowel(text.at(end)) == isVowel(text.at(end - 1));
        row = sameKind ? row + 1 : 1;
        if (row > kLongestRow || (end > from && text.at(end).isUpper())) {
            break;
        }
        ++end;
    }
    const qsizetype length = end - from;
    if (length < kShortest) {
        return {};
    }
    const double capital = text.at(from).isUpper() ? 1 : 0;
    return {length,
            std::min(kBitsOfWord, static_cast<double>(length) * kBitsOfWordLetter) + capital};
}

/// A character alone; which kind it is of has to be guessed, too.
Piece characterAt(const QString& text, qsizetype from)
{
    const bool isMixed = std::any_of(text.begin(), text.end(), [&text](QChar one) {
        return one.category() != text.front().category();
    });
    return {1, alphabetBits(text.at(from)) + (isMixed ? 1 : 0)};
}

/// The piece that makes guessing cheapest for each of its characters.
Piece cheapestAt(const QString& text, const QString& plain, qsizetype from)
{
    Piece best = characterAt(text, from);
    for (const Piece& piece :
         {knownAt(text, plain, from), runAt(text, from), yearAt(text, from), wordAt(text, from)}) {
        if (piece.length > 0
            && piece.bits * static_cast<double>(best.length)
                < best.bits * static_cast<double>(piece.length)) {
            best = piece;
        }
    }
    return best;
}

PassphraseGrade gradeOf(int bits)
{
    return bits < kWeak  ? PassphraseGrade::VeryWeak
        : bits < kFair   ? PassphraseGrade::Weak
        : bits < kGood   ? PassphraseGrade::Fair
        : bits < kStrong ? PassphraseGrade::Good
                         : PassphraseGrade::Strong;
}

} // namespace

PassphraseStrength passphraseStrength(const QString& passphrase)
{
    QString plain = unmasked(passphrase);
    double bits = 0;
    QList<QStringView> seen; // no copies that nobody wipes
    for (qsizetype at = 0; at < passphrase.size();) {
        const Piece piece = cheapestAt(passphrase, plain, at);
        const QStringView part = QStringView(passphrase).mid(at, piece.length);
        // The same word again only adds that it is there again.
        bits += seen.contains(part) && piece.length > 1 ? 1 : piece.bits;
        seen.append(part);
        at += piece.length;
    }
    wipeEverywhere(plain);
    const int whole = static_cast<int>(bits);
    return {.bits = whole, .grade = gradeOf(whole)};
}

QString gradeWord(PassphraseGrade grade)
{
    switch (grade) {
    case PassphraseGrade::VeryWeak:
        return CertificateText::tr("very weak");
    case PassphraseGrade::Weak:
        return CertificateText::tr("weak");
    case PassphraseGrade::Fair:
        return CertificateText::tr("fair");
    case PassphraseGrade::Good:
        return CertificateText::tr("good");
    case PassphraseGrade::Strong:
        return CertificateText::tr("strong");
    }
    return {};
}

QString strengthText(const PassphraseStrength& strength)
{
    switch (strength.grade) {
    case PassphraseGrade::VeryWeak:
        return CertificateText::tr("Very weak, about %1 bits: guessed within an hour.")
            .arg(strength.bits);
    case PassphraseGrade::Weak:
        return CertificateText::tr("Weak, about %1 bits: guessed by whoever wants to.")
            .arg(strength.bits);
    case PassphraseGrade::Fair:
        return CertificateText::tr("Fair, about %1 bits: enough for keys of tests.")
            .arg(strength.bits);
    case PassphraseGrade::Good:
        return CertificateText::tr("Good, about %1 bits: guessing it would cost a fortune.")
            .arg(strength.bits);
    case PassphraseGrade::Strong:
        return CertificateText::tr("Strong, about %1 bits: nobody guesses it.").arg(strength.bits);
    }
    return {};
}

} // namespace workbench
