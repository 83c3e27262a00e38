package migrations

import "database/sql"

// FillBooks runs once.
func FillBooks(db *sql.DB) error {
	_, err := db.Query("SELECT id FROM loans WHERE member_id = $1", 0)
	return err
}
