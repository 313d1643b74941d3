// Tells the service manager that has started the server that it serves, by
// systemd's protocol (sd_notify).

#ifndef SERVER_SERVICE_MANAGER_H_
#define SERVER_SERVICE_MANAGER_H_

namespace server {

// Sends READY=1 to the socket that NOTIFY_SOCKET names; nothing where it names
// none. Logs a failure: a service manager that hears nothing ends the server
// after a while.
void TellServiceManager();

}  // namespace server

#endif  // SERVER_SERVICE_MANAGER_H_
