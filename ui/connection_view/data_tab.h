#pragma once

#include "core/connection/rekeying.h"
#include "ui/connection_view/connection_tab.h"

class QComboBox;
class QLayout;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QPushButton;

namespace workbench {

class FileRow;

/// What was said in clear before TLS, then application data, as text or hexadecimal; a client that
/// is connected can send from here, a server too, and one that is open in clear can begin TLS.
class DataTab : public ConnectionTab
{
    Q_OBJECT

public:
    explicit DataTab(QWidget* parent = nullptr);

    void showConnection(const ObservedConnection& connection) override;

Q_SIGNALS:
    void sendRequested(const QByteArray& bytes);
    void sendFileRequested(); ///< a person is to choose it
    void stopFileRequested();
    void startTlsRequested();
    void rekeyingRequested(workbench::Rekeying way);
    void closeSendingRequested();
    void breakOffRequested();
    void endRequested(); ///< in order; of a server
    /// What has come in, as far as it is kept, is to be written to a file.
    void saveRequested(const QByteArray& received);

private:
    void rebuild();
    void appendNew();
    qsizetype chunkCount() const;
    const DataChunk& chunkAt(qsizetype index) const; ///< the clear ones come first
    /// The first `most` bytes of it at most.
    QString chunkText(const DataChunk& chunk, bool inClear, qint64 most) const;
    QString summaryText() const;
    void checkInput();
    /// The bytes to be sent; empty with `problem` set where the input is no hexadecimal.
    QByteArray inputBytes(QString& problem) const;
    void send();
    QWidget* buildSendRow();
    QLayout* buildEndRow();
    void fillCanned(); ///< with what is usual, for this target
    QByteArray received() const;

    ConnectionRecordPtr m_record;
    qsizetype m_shownChunks = 0;
    qint64 m_lastChunkSize = 0;
    qint64 m_room = 0; ///< bytes that are still shown
    QComboBox* m_view;
    QLabel* m_summary;
    QPlainTextEdit* m_text;
    QComboBox* m_kind;
    QLineEdit* m_input;
    QComboBox* m_lineEnd;
    QPushButton* m_send;
    QPushButton* m_startTls;
    QPushButton* m_sendFile;
    QPushButton* m_canned;
    QPushButton* m_rekey;
    QPushButton* m_closeSending;
    QPushButton* m_breakOff;
    QPushButton* m_end;
    QPushButton* m_save;
    FileRow* m_file;
    QLabel* m_problem;
};

} // namespace workbench
