#pragma once

#include "core/certificates/certificate_store.h"
#include "core/certificates/certificate_verifier.h"
#include "core/diagnosis/finding.h"
#include "core/workbench/profiles.h"
#include "ui/common/window_context.h"

#include <QWidget>

#include <optional>

class QCheckBox;
class QComboBox;
class QDateTimeEdit;
class QLabel;
class QLineEdit;
class QTreeWidget;

namespace workbench {

class NewestAnswer;
class TonePanel;
class FileListEdit;
class TrustPicker;
class WrappedLabel;

/// Checks an entry as a peer would: for a purpose, a host name, at any moment, against chosen trust
/// anchors and revocation lists; OpenSSL's exact results, what they mean, and the lint. Every
/// change of the question is answered, typed ones after the last key.
class CheckView : public QWidget
{
    Q_OBJECT

public:
    explicit CheckView(const WindowContext& context, QWidget* parent = nullptr);

    /// Checks it, in the background.
    void setEntry(const StoreEntry& entry);

    /// What is asked, as it goes to the other thread.
    struct Question
    {
        StoreEntry entry;
        CertificateStore store;
        TrustChoice trust;
        QStringList lists;
        VerifyQuery query;
    };

    /// What the work in the background finds.
    struct Answer
    {
        std::optional<Error> fault; ///< files that cannot be read
        Verification verification;
        QList<Finding> findings; ///< of the check, then of the lint
        qsizetype ofCheck = 0; ///< so many of them are of the check
    };

Q_SIGNALS:
    /// There is something new to see.
    void shown();

private:
    QWidget* buildQuestion();
    QWidget* buildAnswer();
    Question question() const;
    void check();
    void checkSoon(); ///< after the last key
    void show(const Answer& answer);
    void showList();
    void showFinding();

    WindowContext m_context;
    std::optional<StoreEntry> m_entry;
    Answer m_answer;
    QComboBox* m_purpose;
    QLineEdit* m_host;
    QCheckBox* m_now;
    QDateTimeEdit* m_time;
    TrustPicker* m_trust;
    FileListEdit* m_lists;
    TonePanel* m_panel;
    QLabel* m_icon;
    WrappedLabel* m_verdict;
    QComboBox* m_filter;
    QTreeWidget* m_list;
    WrappedLabel* m_details;
    NewestAnswer* m_answers;
};

} // namespace workbench
