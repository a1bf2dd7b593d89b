#include "core/connection/datagram_reply.h"

#include "core/connection/socket_address.h"

#include <cstring>
#include <netinet/in.h>
#include <sys/socket.h>

namespace workbench {
namespace {

/// Qt puts the address into ipi_addr, where Linux does not look for that of a datagram to be sent.
void sendFrom(QUdpSocket& socket,
              const QHostAddress& local,
              const SocketAddress& peer,
              const QByteArray& bytes)
{
    in_pktinfo source {};
    source.ipi_spec_dst.s_addr = htonl(local.toIPv4Address());
    iovec content {.iov_base = const_cast<char*>(bytes.constData()),
                   .iov_len = static_cast<std::size_t>(bytes.size())};
    alignas(cmsghdr) char room[CMSG_SPACE(sizeof source)] {};
    msghdr message {};
    message.msg_name = const_cast<sockaddr*>(peer.get());
    message.msg_namelen = peer.length;
    message.msg_iov = &content;
    message.msg_iovlen = 1;
    message.msg_control = room;
    message.msg_controllen = sizeof room;
    cmsghdr* header = CMSG_FIRSTHDR(&message);
    header->cmsg_level = IPPROTO_IP;
    header->cmsg_type = IP_PKTINFO;
    header->cmsg_len = CMSG_LEN(sizeof source);
    std::memcpy(CMSG_DATA(header), &source, sizeof source);
    static_cast<void>(
        ::sendmsg(static_cast<int>(socket.socketDescriptor()), &message, MSG_NOSIGNAL));
}

} // namespace

void replyTo(QUdpSocket& socket, const QNetworkDatagram& received, const QByteArray& bytes)
{
    const QHostAddress local = received.destinationAddress();
    if (socket.localAddress().protocol() == QAbstractSocket::IPv4Protocol && !local.isNull()) {
        const SocketAddress peer(received.senderAddress(),
                                 static_cast<quint16>(received.senderPort()));
        sendFrom(socket, local, peer, bytes);
        return;
    }
    socket.writeDatagram(received.makeReply(bytes));
}

} // namespace workbench
