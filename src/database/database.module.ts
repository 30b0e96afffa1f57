import { Global, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { Settings } from '../settings.js';
import { Database } from './database.js';
import { SnakeNaming } from './naming.js';

@Global()
@Module({
  imports: [
    TypeOrmModule.forRootAsync({
      inject: [Settings],
      useFactory: (settings: Settings) => ({
        type: 'postgres' as const,
        url: settings.databaseUrl ?? undefined,
        autoLoadEntities: true,
        synchronize: false,
        namingStrategy: new SnakeNaming(),
        poolSize: 4,
        applicationName: `sourcewright-${settings.role}-typeorm`,
      }),
    }),
  ],
  providers: [Database],
  exports: [Database],
})
export class DatabaseModule {}
