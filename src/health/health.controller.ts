import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public } from '../identity/access.js';
import { type Readiness, ReadinessProbe } from './readiness-probe.js';

/** What supervisors and load balancers ask; open to everyone, says nothing about the data. */
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly probe: ReadinessProbe) {}

  /** 200 as long as the process runs: if it does not answer, restart it. */
  @Get('live')
  @Header('Cache-Control', 'no-store')
  live(): { live: true } {
    return { live: true };
  }

  /** 200 when requests can be served; otherwise 503, naming the part that is not ready: send no requests yet. */
  @Get('ready')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<Readiness> {
    const readiness = await this.probe.look();
    void reply.status(readiness.ready ? 200 : 503);
    return readiness;
  }
}
