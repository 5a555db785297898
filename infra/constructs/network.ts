import { DataAwsAvailabilityZones } from '@cdktf/provider-aws/lib/data-aws-availability-zones';
import { DefaultSecurityGroup } from '@cdktf/provider-aws/lib/default-security-group';
import { InternetGateway } from '@cdktf/provider-aws/lib/internet-gateway';
import { Route } from '@cdktf/provider-aws/lib/route';
import { RouteTable } from '@cdktf/provider-aws/lib/route-table';
import { RouteTableAssociation } from '@cdktf/provider-aws/lib/route-table-association';
import { SecurityGroup } from '@cdktf/provider-aws/lib/security-group';
import { Subnet } from '@cdktf/provider-aws/lib/subnet';
import { Vpc } from '@cdktf/provider-aws/lib/vpc';
import { VpcEndpoint } from '@cdktf/provider-aws/lib/vpc-endpoint';
import { VpcSecurityGroupEgressRule } from '@cdktf/provider-aws/lib/vpc-security-group-egress-rule';
import { VpcSecurityGroupIngressRule } from '@cdktf/provider-aws/lib/vpc-security-group-ingress-rule';
import { Fn, Token } from 'cdktf';
import { Construct } from 'constructs';

export interface NetworkProps {
  name: string;
  region: string;
  kind: 'public' | 'private';
  /** Addresses of the whole network, from /16 to /22. */
  cidr: string;
  /** Availability zones, each with a subnet. */
  zones: number;
}

const https = { ipProtocol: 'tcp', fromPort: 443, toPort: 443 };

/**
 * Where the tasks run. Nothing can reach them, and they reach nothing but HTTPS; S3 and DynamoDB through gateway endpoints,
 * which cost nothing. `public`: the rest of AWS over the internet, without a NAT gateway. `private`: through interface
 * endpoints, without any way to the internet.
 */
export class Network extends Construct {
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  readonly assignPublicIp: boolean;
  readonly #vpc: Vpc;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: NetworkProps,
  ) {
    super(scope, id);
    const tags = { Name: props.name };
    const vpc = new Vpc(this, 'Vpc', { cidrBlock: props.cidr, enableDnsSupport: true, enableDnsHostnames: true, tags });
    this.#vpc = vpc;
    // What AWS makes along with a network lets its members talk to each other; without rules nobody can use it for anything.
    new DefaultSecurityGroup(this, 'NoDefaultAccess', { vpcId: vpc.id, tags });

    const zones = new DataAwsAvailabilityZones(this, 'Zones', {
      state: 'available',
      filter: [{ name: 'opt-in-status', values: ['opt-in-not-required'] }],
    });
    const routes = new RouteTable(this, 'Routes', { vpcId: vpc.id, tags });
    this.subnets = Array.from({ length: props.zones }, (_, index) => {
      const subnet = new Subnet(this, `Subnet${index}`, {
        vpcId: vpc.id,
        availabilityZone: Token.asString(Fn.element(zones.names, index)),
        cidrBlock: Fn.cidrsubnet(props.cidr, 4, index),
        mapPublicIpOnLaunch: false,
        tags,
      });
      new RouteTableAssociation(this, `Routing${index}`, { subnetId: subnet.id, routeTableId: routes.id });
      return subnet.id;
    });
    const gateways = ['s3', 'dynamodb'].map(
      (service) =>
        new VpcEndpoint(this, `Gateway-${service}`, {
          vpcId: vpc.id,
          vpcEndpointType: 'Gateway',
          serviceName: `com.amazonaws.${props.region}.${service}`,
          routeTableIds: [routes.id],
          tags: { Name: `${props.name}-${service}` },
        }),
    );

    const tasks = new SecurityGroup(this, 'Tasks', {
      name: `${props.name}-tasks`,
      description: 'Tasks: nothing comes in, HTTPS goes out',
      vpcId: vpc.id,
      tags,
    });
    this.securityGroup = tasks.id;
    this.assignPublicIp = props.kind === 'public';
    if (props.kind === 'public') this.#openToInternet(routes);
    else this.#closeToInternet(gateways);
  }

  #openToInternet(routes: RouteTable): void {
    const gateway = new InternetGateway(this, 'Internet', { vpcId: this.#vpc.id, tags: { Name: this.props.name } });
    new Route(this, 'ToInternet', {
      routeTableId: routes.id,
      destinationCidrBlock: '0.0.0.0/0',
      gatewayId: gateway.id,
    });
    new VpcSecurityGroupEgressRule(this, 'HttpsOut', {
      securityGroupId: this.securityGroup,
      description: 'Registry, logs, S3 and DynamoDB',
      cidrIpv4: '0.0.0.0/0',
      ...https,
    });
  }

  /** Pulling an image takes ecr.api and ecr.dkr (its layers come from S3), the log takes logs. */
  #closeToInternet(gateways: readonly VpcEndpoint[]): void {
    const endpoints = new SecurityGroup(this, 'Endpoints', {
      name: `${this.props.name}-endpoints`,
      description: 'Interface endpoints: HTTPS from the tasks',
      vpcId: this.#vpc.id,
      tags: { Name: `${this.props.name}-endpoints` },
    });
    new VpcSecurityGroupIngressRule(this, 'FromTasks', {
      securityGroupId: endpoints.id,
      description: 'From the tasks',
      referencedSecurityGroupId: this.securityGroup,
      ...https,
    });
    new VpcSecurityGroupEgressRule(this, 'ToEndpoints', {
      securityGroupId: this.securityGroup,
      description: 'Registry and logs',
      referencedSecurityGroupId: endpoints.id,
      ...https,
    });
    gateways.forEach((gateway, index) => {
      new VpcSecurityGroupEgressRule(this, `ToGateway${index}`, {
        securityGroupId: this.securityGroup,
        description: index === 0 ? 'S3' : 'DynamoDB',
        prefixListId: gateway.prefixListId,
        ...https,
      });
    });
    for (const service of ['ecr.api', 'ecr.dkr', 'logs']) {
      new VpcEndpoint(this, `Interface-${service}`, {
        vpcId: this.#vpc.id,
        vpcEndpointType: 'Interface',
        serviceName: `com.amazonaws.${this.props.region}.${service}`,
        privateDnsEnabled: true,
        subnetIds: [...this.subnets],
        securityGroupIds: [endpoints.id],
        tags: { Name: `${this.props.name}-${service}` },
      });
    }
  }
}
