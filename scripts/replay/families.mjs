const DATA_CENTRE =
  /cloud|hosting|server|storage|backup|datacent|data cent|bandwidth|connectiv|network link|broadband|cartridge|hardware|laptop|comput/i;
const PEOPLE = /develop|software|engineer|consult|design|build|migration|system|digital|website|staff|install/i;

/** The family and category that a tender falls into, by its CPV division first and its words second. */
export function familyAndCategory(tender, title) {
  const cpv = String(tender.classification?.id ?? tender.items?.[0]?.classification?.id ?? '');
  const words = `${title} ${tender.classification?.description ?? ''}`;
  if (/^(30|32|48|64)/.test(cpv))
    return { family: 'capacity_rental', category: cpv.startsWith('64') ? 'network_links' : 'cloud_computing' };
  if (/^(71|72)/.test(cpv)) return { family: 'staffing_and_development', category: 'software_development' };
  if (/^50/.test(cpv)) return { family: 'operation_and_maintenance', category: 'equipment_maintenance' };
  if (DATA_CENTRE.test(words)) return { family: 'capacity_rental', category: 'cloud_computing' };
  if (PEOPLE.test(words)) return { family: 'staffing_and_development', category: 'engineers' };
  return { family: 'operation_and_maintenance', category: 'other' };
}
