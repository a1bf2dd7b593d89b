#pragma once

#include <QString>

namespace workbench {

enum class PassphraseGrade
{
    VeryWeak,
    Weak,
    Fair,
    Good,
    Strong
};

/// How hard a passphrase is to guess for somebody who has the file.
struct PassphraseStrength
{
    int bits = 0; ///< about so many: whoever knows how people choose tries 2^bits at most
    PassphraseGrade grade = PassphraseGrade::VeryWeak;
};

/// An estimate that would rather be too low: words, years, repetitions, rows of the keyboard and
/// passwords that everybody knows count as what they are, not as random characters. It knows no
/// dictionary: what is easy to say counts as a word. Nothing is refused because of it.
PassphraseStrength passphraseStrength(const QString& passphrase);

/// "weak", "good", …
QString gradeWord(PassphraseGrade grade);

/// One sentence for people, e.g. "Weak, about 31 bits: guessed by whoever wants to."
QString strengthText(const PassphraseStrength& strength);

} // namespace workbench
