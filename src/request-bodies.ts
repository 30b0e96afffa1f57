import { BadRequestException, HttpException, PayloadTooLargeException } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type {} from '@fastify/multipart';
import type { FastifyRequest } from 'fastify';
import qs from 'qs';
import type { Settings } from './settings.js';
import { Upload } from './uploads.js';

const FIELDS_A_FORM = 50_000;
const ROWS_A_TABLE = 10_000;
const FILES_A_FORM = 20;
const MEGABYTE = 1_000_000;

/** Largest JSON or form body without files, in bytes: a request with 10,000 lines fits. */
export const BODY_LIMIT_BYTES = 8 * MEGABYTE;

/** What the multipart parser lets through; all files of one form together are held to ATTACHMENT_MB as well. */
export function multipartLimits(settings: Settings) {
  return {
    fieldNameSize: 200,
    fieldSize: MEGABYTE,
    fields: FIELDS_A_FORM,
    files: FILES_A_FORM,
    fileSize: settings.attachmentMb * MEGABYTE,
    parts: FIELDS_A_FORM + FILES_A_FORM,
  };
}

/**
 * Reads forms of pages into objects: `lines[0][unitPrice]=12` becomes `{ lines: [{ unitPrice: '12' }] }`, in url-encoded and multipart bodies
 * alike; files become `Upload`s in a list under their field's name. Too much is 413, a form that cannot be read 400.
 */
export function readBodies(app: NestFastifyApplication, settings: Settings): void {
  app.useBodyParser('application/x-www-form-urlencoded', { bodyLimit: BODY_LIMIT_BYTES }, (_, body, done) => {
    try {
      done(null, nested(body.toString('utf8')));
    } catch (fault) {
      done(fault as Error, undefined);
    }
  });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('preValidation', async (request) => {
      if (request.isMultipart()) request.body = await readable(multipart(request, settings.attachmentMb * MEGABYTE));
      // A form without a field arrives as nothing at all; to whoever reads it, it is an empty one.
      else if (request.method !== 'GET' && request.method !== 'HEAD') request.body ??= {};
    });
}

/** A boundary that is missing, a part that breaks off: the parser's own errors say nothing of whose fault it is. */
async function readable(reading: Promise<object>): Promise<object> {
  try {
    return await reading;
  } catch (fault) {
    if (fault instanceof HttpException || (fault instanceof Error && 'statusCode' in fault)) throw fault;
    throw new BadRequestException('The form cannot be read.', { cause: fault });
  }
}

async function multipart(request: FastifyRequest, limitBytes: number): Promise<object> {
  const pairs: string[] = [];
  const files: [string, Upload][] = [];
  let fileBytes = 0;
  for await (const part of request.parts()) {
    if (part.type === 'field') {
      pairs.push(`${encodeURIComponent(part.fieldname)}=${encodeURIComponent(String(part.value ?? ''))}`);
      continue;
    }
    const bytes = await part.toBuffer();
    fileBytes += bytes.length;
    if (fileBytes > limitBytes)
      throw new PayloadTooLargeException(`The files are larger than ${limitBytes / MEGABYTE} MB together.`);
    // A browser sends an empty, nameless part for a file field that was left alone.
    if (part.filename === '' && bytes.length === 0) continue;
    files.push([part.fieldname.replace(/\[\d*\]$/, ''), new Upload(part.filename || 'file', part.mimetype, bytes)]);
  }
  const body = nested(pairs.join('&'));
  for (const [field, file] of files) {
    if (!/^[a-z][a-zA-Z0-9_]{0,99}$/.test(field)) throw new BadRequestException('A file field has a name that no form uses.');
    const there = Object.hasOwn(body, field) ? body[field] : [];
    body[field] = [...(Array.isArray(there) ? there : there === '' ? [] : [there]), file];
  }
  return body;
}

function nested(text: string): Record<string, unknown> {
  try {
    return qs.parse(text, {
      depth: 5,
      strictDepth: true,
      arrayLimit: ROWS_A_TABLE,
      parameterLimit: FIELDS_A_FORM,
      throwOnLimitExceeded: true,
    });
  } catch (fault) {
    if (fault instanceof RangeError) throw new PayloadTooLargeException('The form has too many fields.', { cause: fault });
    throw new BadRequestException('The form cannot be read.', { cause: fault });
  }
}
