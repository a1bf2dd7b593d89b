#pragma once

#include "ui/certificates/making/request_group.h"

#include <QDateTime>

class QComboBox;

namespace workbench {

/// From when to when: a choice of usual and of knowingly wrong spans, and the exact dates.
class ValidityGroup : public RequestGroup
{
    Q_OBJECT

public:
    explicit ValidityGroup(QObject* parent);

    /// The choice, which stands apart from the exact dates.
    FormField* choiceField() const { return m_choiceField; }

    /// What the first choice means where it is not what is usual for the kind.
    void setUsual(const QString& text, int days);

    void show(const CertificateRequest& request) override;
    void read(CertificateRequest& request) const override;
    void check() override;
    void setKind(CertificateKind kind) override;

private:
    struct Span
    {
        QDateTime from;
        QDateTime until;
    };

    Span chosenSpan() const;
    void writeDates();
    void datesTyped();

    int m_usualDays = 0;
    QComboBox* m_choice;
    QLineEdit* m_from;
    QLineEdit* m_until;
    FormField* m_choiceField;
    FormField* m_fromField;
    FormField* m_untilField;
    bool m_writing = false;
};

} // namespace workbench
