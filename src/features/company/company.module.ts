import { Module } from '@nestjs/common';
import { BudgetLineModule } from '../budgets/budget-line.module.js';
import { RequestModule } from '../requests/request.module.js';
import { ResourceModule } from '../resources/resource.module.js';
import { VendorModule } from '../vendors/vendor.module.js';
import { Company } from './company.js';

@Module({ imports: [VendorModule, BudgetLineModule, ResourceModule, RequestModule], providers: [Company] })
export class CompanyModule {}
