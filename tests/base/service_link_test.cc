#include "base/service_link.h"

#include <string>

#include "gtest/gtest.h"

namespace base {
namespace {

struct Case {
  std::string name;
  std::string variable;
  std::string value;
  bool is_link;
};

class ServiceLinkTest : public testing::TestWithParam<Case> {};

TEST_P(ServiceLinkTest, IsTold) {
  EXPECT_EQ(IsServiceLink(GetParam().variable, GetParam().value),
            GetParam().is_link);
}

// Those of services that are named authz and authz-audit, without `AUTHZ_`.
INSTANTIATE_TEST_SUITE_P(
    All, ServiceLinkTest,
    testing::Values(
        Case{"Host", "SERVICE_HOST", "10.0.0.11", true},
        Case{"Port", "SERVICE_PORT", "50051", true},
        Case{"NamedPort", "SERVICE_PORT_GRPC", "50051", true},
        Case{"Url", "PORT", "tcp://10.0.0.11:50051", true},
        Case{"PortUrl", "PORT_50051_TCP", "tcp://10.0.0.11:50051", true},
        Case{"PortProtocol", "PORT_50051_TCP_PROTO", "tcp", true},
        Case{"PortNumber", "PORT_53_UDP_PORT", "53", true},
        Case{"PortAddress", "PORT_50051_TCP_ADDR", "10.0.0.11", true},
        Case{"OtherHost", "AUDIT_SERVICE_HOST", "10.0.0.12", true},
        Case{"OtherUrl", "AUDIT_PORT", "udp://10.0.0.12:53", true},
        Case{"ANumber", "PORT", "50051", false},
        Case{"AFlag", "MAX_MEMORY", "1", false},
        Case{"PartOfAName", "SUPPORT", "tcp://10.0.0.11:1", false},
        Case{"NoNumber", "PORT_GRPC_TCP", "tcp://10.0.0.11:1", false},
        Case{"NoName", "", "", false}),
    [](const testing::TestParamInfo<Case>& info) { return info.param.name; });

}  // namespace
}  // namespace base
